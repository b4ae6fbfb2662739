/** What the plugin tells of the package: its version and its schema. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** From the folder of the compiled file. */
const root = join(__dirname, "..", "..", "..");

/** The package's version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** @throws Error where the installation has no schema */
export function packageSchema(): string {
  try {
    return readFileSync(join(root, "provider", "schema.json"), "utf8");
  } catch (cause) {
    throw new Error("this installation of pulumi-alicloud-keypair has no provider/schema.json", { cause });
  }
}
