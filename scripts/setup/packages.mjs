// Installs npm packages, those of this checkout first of all: uses only Node.js itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ifNeeded } from "./lock.mjs";
import { checkoutLock } from "./places.mjs";
import { CommandError, SetupError, step } from "./progress.mjs";
import { interrupted, stopGroup } from "./signals.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/** What npm prints if it cannot reach the registry. */
const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|E\w*TIME(D?OUT))\b|network timeout/;

/** @param {string} checkout */
export async function ensurePackages(checkout) {
  const install = ["ci", "--include=dev", "--engine-strict=false"];
  await ifNeeded(
    checkoutLock(checkout),
    () => packagesMissing(checkout),
    () =>
      step("npm packages: npm ci (about a minute if npm's cache is empty)", () =>
        npmInstall(install, checkout, process.env),
      ),
  );
}

/**
 * Whether `node_modules` differs from what `package-lock.json` asks for. npm writes its own copy of the lock file last, so an
 * install that was interrupted has none; file times are no guide, because npm writes the two files in either order.
 *
 * @param {string} checkout
 */
export async function packagesMissing(checkout) {
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
 * Installs packages, from npm's cache alone if the registry cannot be reached: npm would try it for each package, for minutes.
 *
 * @param {string[]} args
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function npmInstall(args, folder, env) {
  const quiet = [...args, "--no-audit", "--no-fund"];
  const ping = ["ping", "--fetch-retries=0", "--fetch-timeout=15000"];
  const problem = await npm(ping, folder, env).then(() => null, unreachableBy);
  if (problem === null) return await npm([...quiet, "--prefer-offline", "--fetch-retries=1"], folder, env);
  await npm([...quiet, "--offline"], folder, env).catch(() => {
    interrupted.throwIfAborted();
    throw new SetupError(
      `the npm registry cannot be reached (${problem}), and npm's cache does not have all packages. Check the network, or ` +
        "`npm config get registry`, and run this again.",
    );
  });
}

/** @param {unknown} error @returns {string | null} null if the registry answers, with an error too */
function unreachableBy(error) {
  interrupted.throwIfAborted();
  return unreachable.exec(error instanceof CommandError ? error.output : "")?.[0] ?? null;
}

/**
 * @param {string[]} args
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function npm(args, folder, env) {
  interrupted.throwIfAborted();
  const child = spawn("npm", [...args, "--loglevel=error"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // An unfinished install is noticed and repeated, so npm needs no time to undo it.
  const stop = () => void stopGroup(child, 500);
  interrupted.addEventListener("abort", stop, { once: true });
  try {
    const printed = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, "close");
    interrupted.throwIfAborted();
    if (code !== 0) throw new CommandError(`\`npm ${args[0]}\` failed`, (await printed).join("").trimEnd());
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}

/** @param {string} file @returns {Promise<Record<string, LockedPackage> | undefined>} */
async function lockedPackages(file) {
  try {
    return JSON.parse(await readFile(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
