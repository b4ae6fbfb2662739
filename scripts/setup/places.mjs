// The folders that set-up uses: the checkout, the user's cache, which all checkouts share, and the folder the user is in.
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root. */
export const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/**
 * The lock for changes to a checkout's `node_modules` and `dist`; outside both, because each is emptied.
 *
 * @param {string} checkout
 */
export function checkoutLock(checkout) {
  return join(checkout, ".cache", "set-up.lock");
}

/** @param {NodeJS.ProcessEnv} env @param {NodeJS.Platform} [platform] */
export function cacheFolder(env, platform = process.platform) {
  const name = "pulumi-alicloud-keypair";
  const chosen = env["XDG_CACHE_HOME"];
  // The XDG specification: a relative path is to be ignored.
  if (chosen && isAbsolute(chosen)) return join(chosen, name);
  return platform === "darwin" ? join(homedir(), "Library", "Caches", name) : join(homedir(), ".cache", name);
}

/**
 * The folder that the user is in: npm runs scripts in the package's root, and keeps the user's folder in INIT_CWD.
 *
 * @param {string} script the npm script that is running
 * @param {NodeJS.ProcessEnv} env
 */
export function userFolder(script, env) {
  // Under another npm script, INIT_CWD is where that one was started.
  return (env["npm_lifecycle_event"] === script && env["INIT_CWD"]) || process.cwd();
}
