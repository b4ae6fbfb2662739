// Makes sure of a Pulumi engine: the one on the PATH, the cached one, the official installer's, or one that Go builds.
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandError, interrupted, run } from "./child.mjs";
import {
  addToEngine,
  buildingFolder,
  enginePrograms,
  isWholeEngine,
  languagePrograms,
  publishEngine,
} from "./engineCache.mjs";
import { buildEngine, buildLanguageHosts } from "./goBuild.mjs";
import { installEngine } from "./installer.mjs";
import { withLock } from "./lock.mjs";
import { cacheFolder } from "./places.mjs";
import { findOnPath, isAtLeast, isExecutable } from "./programs.mjs";
import { SetupError, say } from "./progress.mjs";

/** The version that is installed or built; `scripts/engine/pulumi/go.mod` pins the same. */
export const engineVersion = "3.259.0";

/** The first engine that knows the `replacementTrigger` option. */
export const leastEngine = "3.208.0";

/**
 * @typedef {{ file: string, folder: string | undefined }} Engine `folder` has to be on the PATH; undefined where it is
 * @typedef {{ node: string, env: NodeJS.ProcessEnv, url?: string, languages?: boolean }} EngineOptions `languages` wants the
 *   hosts for YAML and Python too
 */

/**
 * @param {EngineOptions} options
 * @returns {Promise<Engine>}
 */
export async function ensureEngine(options) {
  const { env, languages = false } = options;
  const programs = languages ? [...enginePrograms, ...languagePrograms] : enginePrograms;
  const { engine, unfit } = await engineOnPath(env, languages);
  if (engine !== undefined) return engine;
  const folder = join(cacheFolder(env), "engine", `${engineVersion}-${process.platform}-${process.arch}`);
  if (!(await isWholeEngine(folder, programs))) {
    say(`Pulumi engine: ${unfit}; one is made ready in ${folder}`);
    await withLock(`${folder}.lock`, async () => {
      if (!(await isWholeEngine(folder))) await makeEngine(folder, unfit, options);
      if (!(await isWholeEngine(folder, programs))) await addLanguageHosts(folder, options);
    });
  }
  return { file: join(folder, "bin", "pulumi"), folder: join(folder, "bin") };
}

/**
 * The engine on the PATH, or why it cannot be used.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} [languages] whether it needs the hosts for YAML and Python too
 * @returns {Promise<{ engine: Engine, unfit?: undefined } | { engine?: undefined, unfit: string }>}
 */
export async function engineOnPath(env, languages = false) {
  const file = await findOnPath("pulumi", env["PATH"]);
  if (file === undefined) return { unfit: "there is no `pulumi` on the PATH" };
  const limit = AbortSignal.timeout(15_000);
  const version = await versionOf(file, env, limit).catch(() => {
    interrupted.throwIfAborted();
    return undefined;
  });
  if (version === undefined) return { unfit: `${file} does not tell its version` };
  if (!isAtLeast(version, leastEngine)) return { unfit: `${file} is ${version}, older than ${leastEngine}` };
  for (const host of ["pulumi-language-nodejs", ...(languages ? languagePrograms : [])]) {
    if (
      !(await isExecutable(join(dirname(file), host))) &&
      (await findOnPath(host, env["PATH"])) === undefined
    ) {
      return { unfit: `${file} comes without ${host}` };
    }
  }
  return { engine: { file, folder: undefined } };
}

/**
 * @param {string} folder of an engine that was made without them
 * @param {EngineOptions} options
 */
async function addLanguageHosts(folder, options) {
  const made = await buildingFolder(folder);
  try {
    await buildLanguageHosts(made, options);
    await addToEngine(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} unfit
 * @param {EngineOptions} options
 */
async function makeEngine(folder, unfit, options) {
  const tried = [`on the PATH: ${unfit}`];
  for (const [way, make] of /** @type {const} */ ([
    ["official installer", installEngine],
    ["Go modules", buildEngine],
  ])) {
    const made = await buildingFolder(folder);
    try {
      await make(engineVersion, made, options);
      await refuseUnfitEngine(made, options.env);
      await publishEngine(made, folder, { version: engineVersion, origin: way });
      return;
    } catch (error) {
      interrupted.throwIfAborted();
      if (error instanceof CommandError && error.output !== "") say(error.output.trimEnd());
      const reason = error instanceof Error ? error.message : String(error);
      tried.push(`${way}: ${reason}`);
      say(`  ${way}: ${reason}`);
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  }
  throw new SetupError(
    `there is no Pulumi engine, and none could be made ready.\n${tried.map((line) => `  ${line}`).join("\n")}\n` +
      `Install Pulumi ${leastEngine} or newer (https://www.pulumi.com/docs/install/) and put its folder on the PATH, or give ` +
      "this machine Go and a Go module proxy that it can reach; then run this again.",
  );
}

/**
 * Fails unless the engine that was made runs here and is the one that was asked for.
 *
 * @param {string} made
 * @param {NodeJS.ProcessEnv} env
 */
async function refuseUnfitEngine(made, env) {
  for (const program of enginePrograms) {
    if (!(await isExecutable(join(made, "bin", program))))
      throw new SetupError(`it has brought no ${program}`);
  }
  const version = await versionOf(join(made, "bin", "pulumi"), env);
  if (version !== `v${engineVersion}`)
    throw new SetupError(`it has brought a \`pulumi\` that calls itself \`${version}\``);
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} [signal]
 */
async function versionOf(file, env, signal) {
  const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" }, ...(signal && { signal }) };
  return (await run(file, ["version"], options)).trim();
}
