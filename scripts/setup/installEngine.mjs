// Runs Pulumi's official installer, VERSION FOLDER URL, as a process of its own so that it can be stopped.
import { createRequire } from "node:module";

const [version = "", folder = "", url = ""] = process.argv.slice(2);

try {
  await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(15_000) });
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  // The installer compares versions as objects of the very semver that it depends on.
  const { SemVer } = createRequire(import.meta.resolve("@pulumi/pulumi/automation/index.js"))("semver");
  await PulumiCommand.install({ version: new SemVer(version), root: folder });
} catch (error) {
  const { message, cause } = /** @type {Error} */ (error);
  console.error(cause instanceof Error ? cause.message : message);
  process.exit(1);
}
