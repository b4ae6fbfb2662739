// Provides a Python virtual environment with Pulumi for the tests of programs in Python.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import which from "which";
import { run } from "./child.mjs";
import { ifNeeded } from "./lock.mjs";
import { cacheFolder, root } from "./places.mjs";
import { SetupError, step } from "./progress.mjs";

/** What `pulumi` itself needs. */
const leastPython = "3.10";
const requirements = join(root, "scripts", "python", "requirements.txt");

/**
 * Creates the environment in the user's cache, unless it is there.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the folder that has to go first on the PATH
 */
export async function ensurePython(env) {
  const python = await which("python3", { path: env["PATH"] ?? "", nothrow: true });
  const install = `Install Python ${leastPython} or newer, with venv.`;
  if (python === null) throw new SetupError(`there is no \`python3\` on the PATH. ${install}`);
  const version = await run(python, ["-c", "import platform; print(platform.python_version())"], { env });
  if (!semver.satisfies(version, `>=${leastPython}`))
    throw new SetupError(`${python} is ${version}. ${install}`);
  const content = `${python}\n${await readFile(requirements, "utf8")}`;
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const folder = join(cacheFolder(env), "python", `${version}-${digest}`);
  // A virtual environment cannot be moved into place; this record, written last, marks it as complete.
  const record = join(folder, "complete");
  await ifNeeded(
    `${folder}.lock`,
    () => Promise.resolve(!existsSync(record)),
    () =>
      step("Python: a virtual environment with Pulumi", async () => {
        await rm(folder, { recursive: true, force: true });
        await run(python, ["-m", "venv", folder], { env });
        const patience = ["--timeout", "15", "--retries", "2"];
        const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
        await run(join(folder, "bin", "pip"), ["install", ...quiet, ...patience, "-r", requirements], {
          env,
        });
        await writeFile(record, "");
      }),
  );
  return join(folder, "bin");
}
