// Where things lie: the checkout, and the cache outside it that every clone of one user shares.
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root. */
export const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/**
 * The cache folder of this user.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 */
export function cacheFolder(env, platform = process.platform) {
  const name = "pulumi-alicloud-keypair";
  const chosen = env["XDG_CACHE_HOME"];
  // The XDG specification: a relative path is to be ignored.
  if (chosen && isAbsolute(chosen)) return join(chosen, name);
  return platform === "darwin" ? join(homedir(), "Library", "Caches", name) : join(homedir(), ".cache", name);
}

/**
 * The lock that two set-ups of one checkout share; not inside the checkout, for `npm ci` empties `node_modules`.
 *
 * @param {string} checkout
 * @param {NodeJS.ProcessEnv} env
 */
export function checkoutLock(checkout, env) {
  const digest = createHash("sha256").update(checkout).digest("hex").slice(0, 16);
  return join(cacheFolder(env), "locks", digest);
}

/**
 * The folder where the user stands: npm runs its scripts in the package's root, and keeps the user's folder in INIT_CWD.
 *
 * @param {string} script the npm script that this is
 * @param {NodeJS.ProcessEnv} env
 */
export function userFolder(script, env) {
  // Under another npm script, INIT_CWD is where that one was started.
  return (env["npm_lifecycle_event"] === script && env["INIT_CWD"]) || process.cwd();
}
