// Finds a Node.js new enough for Pulumi programs: this machine's, else the one among the npm packages.
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./child.mjs";
import { findOnPath, isAtLeast } from "./programs.mjs";
import { SetupError } from "./progress.mjs";

const leastNode = "22.13.0";

/**
 * @typedef {{ file: string, version: string, folder: string | undefined }} Node `folder` has to go first on the PATH;
 *   undefined where the PATH leads to this Node.js already
 */

/**
 * @param {string} checkout with its npm packages installed
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Node>}
 */
export async function findNode(checkout, env) {
  const own = await findOnPath("node", env["PATH"]);
  const ownVersion = own && (await versionOf(own, env));
  if (own && ownVersion && isAtLeast(ownVersion, leastNode)) {
    return { file: own, version: ownVersion, folder: undefined };
  }
  const packaged = await realpath(join(checkout, "node_modules", ".bin", "node")).catch(() => undefined);
  const version = packaged && (await versionOf(packaged, env));
  if (packaged && version && isAtLeast(version, leastNode)) {
    return { file: packaged, version, folder: dirname(packaged) };
  }
  throw new SetupError(
    `Node.js ${leastNode} or newer is needed; ${ownVersion ? `this machine has ${ownVersion}` : "there is none on the PATH"}, and ` +
      "the one among the npm packages does not run here (does npm's configuration set ignore-scripts?). " +
      "Install Node.js 22.13 or newer, put it on the PATH, and run this again.",
  );
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function versionOf(file, env) {
  return await run(file, ["--version"], { env }).then(
    (text) => text.trim(),
    () => undefined,
  );
}
