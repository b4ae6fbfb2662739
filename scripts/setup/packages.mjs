// Makes sure of the npm packages that the lock file names.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { interrupted, run } from "./child.mjs";
import { silenceOf, whileAnswering } from "./probe.mjs";
import { say, SetupError, step } from "./progress.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 */

/**
 * Whether `node_modules` lacks what `package-lock.json` asks for. npm writes its own copy of the lock file last, so an
 * install that was cut short lacks it; times of change are no guide, since npm writes the two files in either order.
 *
 * @param {string} checkout
 */
export async function packagesLacking(checkout) {
  const wanted = await lockedPackages(join(checkout, "package-lock.json"));
  if (wanted === undefined) throw new SetupError(`${checkout} has no package-lock.json that can be read`);
  const installed = await lockedPackages(join(checkout, "node_modules", ".package-lock.json"));
  if (installed === undefined) return true;
  return Object.entries(wanted).some(([path, want]) => {
    if (path === "" || want.optional || want.devOptional) return false;
    const have = installed[path];
    return have === undefined || have.version !== want.version || have.integrity !== want.integrity;
  });
}

/**
 * Installs the packages; without a registry that answers, from npm's own cache.
 *
 * @param {string} checkout
 * @param {NodeJS.ProcessEnv} env
 */
export async function installPackages(checkout, env) {
  await step("npm packages: npm ci (about a minute where npm's cache is empty)", () =>
    npm(["ci", "--include=dev", "--engine-strict=false"], checkout, env),
  );
}

/**
 * Runs npm for an install: without the registry, where that does not answer, since npm itself would try it for minutes.
 *
 * @param {string[]} args
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function npm(args, folder, env) {
  const quiet = [...args, "--no-audit", "--no-fund"];
  const registry = (await run("npm", ["config", "get", "registry"], { cwd: folder, env })).trim();
  const silence = await silenceOf(registry, env);
  if (silence === undefined) {
    await whileAnswering(registry, env, (signal) =>
      run("npm", [...quiet, "--prefer-offline"], { cwd: folder, env, signal }),
    );
    return;
  }
  say(`  the npm registry cannot be reached (${silence}): trying npm's cache`);
  try {
    await run("npm", [...quiet, "--offline"], { cwd: folder, env });
  } catch (cause) {
    interrupted.throwIfAborted();
    throw new SetupError(
      `the npm packages cannot be installed: ${silence}, and npm's cache does not hold all of them. ` +
        "Look at the network, or at `npm config get registry`, and run this again.",
      { cause },
    );
  }
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, LockedPackage> | undefined>}
 */
async function lockedPackages(file) {
  try {
    return JSON.parse(await readFile(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
