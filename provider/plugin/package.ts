/** The package's version and schema, as the plugin reports them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The package's folder, relative to the compiled file. */
const root = join(__dirname, "..", "..", "..");

/** The package's version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** @throws Error if the installation has no schema */
export function packageSchema(): string {
  try {
    return readFileSync(join(root, "provider", "schema.json"), "utf8");
  } catch (cause) {
    throw new Error("provider/schema.json is missing. Reinstall pulumi-alicloud-keypair.", { cause });
  }
}
