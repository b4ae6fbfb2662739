// Makes sure of a Python virtual environment with Pulumi for the tests of programs in Python.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { withLock } from "./lock.mjs";
import { cacheFolder, root } from "./places.mjs";
import { findOnPath, isAtLeast } from "./programs.mjs";
import { SetupError, step } from "./progress.mjs";

/** What `pulumi` itself needs. */
const leastPython = "3.10";
const requirements = join(root, "scripts", "python", "requirements.txt");

/**
 * Makes the environment in this user's cache, or finds it there.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the folder that has to go first on the PATH
 */
export async function ensurePython(env) {
  const { python, version } = await findPython(env);
  const digest = createHash("sha256")
    .update(`${python}\n${await readFile(requirements, "utf8")}`)
    .digest("hex");
  const folder = join(cacheFolder(env), "python", `${version}-${digest.slice(0, 16)}`);
  if (!isComplete(folder)) {
    await withLock(`${folder}.lock`, async () => {
      if (!isComplete(folder)) await makeEnvironment(python, folder, env);
    });
  }
  return join(folder, "bin");
}

/**
 * @param {NodeJS.ProcessEnv} env
 */
async function findPython(env) {
  const python = await findOnPath("python3", env["PATH"]);
  if (python === undefined) {
    throw new SetupError(
      `there is no \`python3\` on the PATH. Install Python ${leastPython} or newer, with venv.`,
    );
  }
  const version = (
    await run(python, ["-c", "import platform; print(platform.python_version())"], { env })
  ).trim();
  if (!isAtLeast(version, leastPython)) {
    throw new SetupError(`Python ${leastPython} or newer is needed; ${python} is ${version}`);
  }
  return { python, version };
}

/**
 * In its place from the start, for a virtual environment can't be moved; the record that is written last makes it complete.
 *
 * @param {string} python
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function makeEnvironment(python, folder, env) {
  await step("Python: a virtual environment with Pulumi", async () => {
    await rm(folder, { recursive: true, force: true });
    await run(python, ["-m", "venv", folder], { env });
    const patience = ["--timeout", "15", "--retries", "2"];
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
    await run(join(folder, "bin", "pip"), ["install", ...quiet, ...patience, "-r", requirements], { env });
    await writeFile(recordOf(folder), "");
  });
}

/** @param {string} folder */
function isComplete(folder) {
  return existsSync(recordOf(folder));
}

/** @param {string} folder */
function recordOf(folder) {
  return join(folder, "complete");
}
