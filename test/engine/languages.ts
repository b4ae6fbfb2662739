/** Programs in YAML and Python on the real engine: its language hosts, and a Python that has Pulumi and the package's own SDK. */
import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { ensureEngine } from "../../scripts/setup/engine.mjs";
import { ensurePython } from "../../scripts/setup/python.mjs";
import { it as base } from "./fixtures";

const run = promisify(execFile);

interface Fixtures {
  /** What programs in these languages need. */
  languages: Readonly<Record<"PATH" | "PYTHONPATH", string>>;
}

/** A test whose programs may be in YAML and Python. */
export const it = base.extend<Fixtures>({
  languages: async ({ workspace }, use) => {
    const engine = await ensureEngine({ node: process.execPath, env: process.env, languages: true });
    const python = await ensurePython(process.env);
    const packages = join(workspace.folder, "python");
    await installPythonSdk(join(python, "pip"), packages);
    const path = [python, engine.folder, process.env["PATH"]];
    await use({ PATH: path.filter((folder) => folder !== undefined).join(":"), PYTHONPATH: packages });
  },
});

/** From the packed package, as `requirements.txt` names it; a copy, since building leaves files beside the sources. */
async function installPythonSdk(pip: string, folder: string): Promise<void> {
  const sources = join(folder, "sources");
  const shipped = join(inject("installed"), "node_modules/pulumi-alicloud-keypair/sdk/python");
  await cp(shipped, sources, { recursive: true });
  const offline = [
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--quiet",
    "--disable-pip-version-check",
  ];
  await run(pip, ["install", ...offline, "--target", folder, sources]);
}
