// Finds or installs a Pulumi engine: the one on the PATH, the cached one, the official installer's, else one built from Go modules.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import semver from "semver";
import which from "which";
import { run } from "./child.mjs";
import { withLock } from "./lock.mjs";
import { cacheFolder } from "./places.mjs";
import { CommandError, SetupError, say, step } from "./progress.mjs";
import { interrupted } from "./signals.mjs";

/** Loaded only where there is no Pulumi that can be used. */
const goBuilds = () => import("../engine/build.mjs");

/** The version that is installed or built; `scripts/engine/pulumi/go.mod` pins the same. */
export const engineVersion = "3.259.0";

/** The oldest engine that passes the tests: older ones take a plugin's path for a folder once `pulumi package add` has named it. */
export const leastEngine = "3.214.1";

/** The programs without which an engine cannot run dynamic providers in JavaScript or TypeScript. */
const enginePrograms = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** What programs in YAML and Python need in addition. */
const languagePrograms = ["pulumi-language-yaml", "pulumi-language-python", "pulumi-language-python-exec"];

/**
 * @typedef {object} EngineOptions
 * @property {string} node
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} [languages] with the hosts for YAML and Python
 * @property {string} [url] the official installer's
 * @typedef {{ file: string, folder: string | undefined }} Engine `folder` is to be put on the PATH, undefined if it is there
 */

/** @param {EngineOptions} options @returns {Promise<Engine>} */
export async function ensureEngine(options) {
  const { env, languages = false } = options;
  const { engine, unfit } = await engineOnPath(env, languages);
  if (engine !== undefined) return { file: engine, folder: undefined };
  const folder = join(cacheFolder(env), "engine", `${engineVersion}-${process.platform}-${process.arch}`);
  const programs = languages ? [...enginePrograms, ...languagePrograms] : enginePrograms;
  if (!(await isComplete(folder, programs))) {
    say(`Pulumi engine: ${unfit}; installing one in ${folder}`);
    await withLock(`${folder}.lock`, async () => {
      if (!(await isComplete(folder))) await install(folder, unfit ?? "", options);
      if (!(await isComplete(folder, programs)))
        await publish(folder, async (made) => (await goBuilds()).buildLanguageHosts(made, env));
    });
  }
  return { file: join(folder, "bin", "pulumi"), folder: join(folder, "bin") };
}

/**
 * The engine on the PATH, or why it cannot be used.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} [languages]
 * @returns {Promise<{ engine?: string, unfit?: string }>}
 */
export async function engineOnPath(env, languages = false) {
  const path = env["PATH"] ?? "";
  const file = await which("pulumi", { path, nothrow: true });
  if (file === null) return { unfit: "there is no `pulumi` on the PATH" };
  const version = semver.coerce(await versionOf(file, env).catch(() => undefined));
  interrupted.throwIfAborted();
  if (version === null) return { unfit: `\`${file} version\` prints no version` };
  if (semver.lt(version, leastEngine)) return { unfit: `${file} is ${version}, older than ${leastEngine}` };
  const beside = [dirname(file), path].join(delimiter);
  for (const host of ["pulumi-language-nodejs", ...(languages ? languagePrograms : [])]) {
    if ((await which(host, { path: beside, nothrow: true })) === null)
      return { unfit: `${file} comes without ${host}` };
  }
  return { engine: file };
}

/** @param {string} folder @param {string} unfit @param {EngineOptions} options */
async function install(folder, unfit, options) {
  const failures = [`on the PATH: ${unfit}`];
  /** @type {Record<string, (made: string) => Promise<void>>} */
  const ways = {
    "official installer": (made) => runInstaller(made, options),
    "Go modules": async (made) => (await goBuilds()).buildEngine(engineVersion, made, options.env),
  };
  for (const [way, make] of Object.entries(ways)) {
    try {
      await publish(folder, async (made) => {
        await make(made);
        const version = await versionOf(join(made, "bin", "pulumi"), options.env);
        if (version !== `v${engineVersion}`)
          throw new SetupError(`its \`pulumi version\` prints \`${version}\``);
      });
      return;
    } catch (error) {
      interrupted.throwIfAborted();
      const output = error instanceof CommandError ? error.output : "";
      if (output.includes("\n")) say(output);
      const reason = `${way}: ${output.split("\n").at(-1) || /** @type {Error} */ (error).message}`;
      failures.push(reason);
      say(`  ${reason}`);
    }
  }
  throw new SetupError(
    `there is no Pulumi engine, and none could be installed.\n${failures.map((line) => `  ${line}`).join("\n")}\n` +
      `Install Pulumi ${leastEngine} or newer (https://www.pulumi.com/docs/install/), put its folder on the PATH, and run this again.`,
  );
}

/** @param {string} made @param {EngineOptions} options */
async function runInstaller(made, { node, env, url = "https://get.pulumi.com/install.sh" }) {
  const program = fileURLToPath(new URL("installEngine.mjs", import.meta.url));
  const downloads = join(made, "downloads");
  await mkdir(downloads);
  await step(
    `Pulumi engine ${engineVersion}: official installer (gives up after 15 s without an answer)`,
    () =>
      run(node, [program, engineVersion, made, url], {
        cwd: downloads,
        // As curl, which the installer uses, Node.js itself is to follow the user's proxy.
        env: { ...env, TMPDIR: downloads, NODE_USE_ENV_PROXY: "1" },
        limitMs: 600_000,
      }),
  );
  await rm(downloads, { recursive: true, force: true });
}

/**
 * Makes programs in a folder beside the engine's, and moves them there: the engine is complete at every moment, or missing.
 *
 * @param {string} folder
 * @param {(made: string) => Promise<void>} make writes into the `bin` of the folder it is given
 */
async function publish(folder, make) {
  const prefix = `.${basename(folder)}.building-`;
  // Left by a set-up that was killed: whoever holds the lock is the only one to build.
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(prefix)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  const made = await mkdtemp(join(dirname(folder), prefix));
  try {
    await make(made);
    const before = (await isComplete(folder)) ? await filesOf(folder) : undefined;
    /** @type {Record<string, number>} */
    const files = { ...before };
    const added = await readdir(join(made, "bin"));
    for (const name of added) files[name] = (await stat(join(made, "bin", name))).size;
    const manifest = JSON.stringify({ version: engineVersion, files }, undefined, 2);
    await writeFile(join(made, "engine.json"), manifest);
    if (before === undefined) {
      await rm(folder, { recursive: true, force: true });
      await rename(made, folder);
    } else {
      for (const name of added) await rename(join(made, "bin", name), join(folder, "bin", name));
      await rename(join(made, "engine.json"), join(folder, "engine.json"));
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * Whether the folder holds an engine as it was published.
 *
 * @param {string} folder
 * @param {string[]} [programs] those that it must have
 */
async function isComplete(folder, programs = enginePrograms) {
  try {
    const files = await filesOf(folder);
    for (const [name, size] of Object.entries(files)) {
      if ((await stat(join(folder, "bin", name))).size !== size) return false;
    }
    return programs.every((program) => program in files);
  } catch {
    return false;
  }
}

/** @param {string} folder @returns {Promise<Record<string, number>>} the size of each program */
async function filesOf(folder) {
  return JSON.parse(await readFile(join(folder, "engine.json"), "utf8")).files;
}

/** @param {string} file @param {NodeJS.ProcessEnv} env */
async function versionOf(file, env) {
  return await run(file, ["version"], { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" }, limitMs: 15_000 });
}
