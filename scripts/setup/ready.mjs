// Makes a checkout ready in order, doing only what it lacks: npm packages, Node.js, build, Pulumi engine.
import { delimiter, join } from "node:path";
import { build, buildLacking } from "./build.mjs";
import { ensureEngine } from "./engine.mjs";
import { withLock } from "./lock.mjs";
import { findNode } from "./node.mjs";
import { installPackages, packagesLacking } from "./packages.mjs";
import { checkoutLock, root } from "./places.mjs";

/**
 * @typedef {object} Ready
 * @property {string} node
 * @property {string} nodeVersion
 * @property {NodeJS.ProcessEnv} env in which `node` is new enough
 */

/**
 * npm packages and Node.js; with `built`, what they compile the sources to.
 *
 * @param {{ built: boolean }} wanted
 * @returns {Promise<Ready>}
 */
export async function makeReady({ built }) {
  const env = process.env;
  if (await packagesLacking(root)) {
    await withLock(checkoutLock(root, env), async () => {
      if (await packagesLacking(root)) await installPackages(root, env);
    });
  }
  const node = await findNode(root, env);
  const ready = { node: node.file, nodeVersion: node.version, env: withFolders(env, [node.folder], []) };
  if (built && (await buildLacking(root))) {
    await withLock(checkoutLock(root, env), async () => {
      if (await buildLacking(root)) await build(root, ready.env);
    });
  }
  return ready;
}

/**
 * The same with a Pulumi engine: in `env`, `pulumi` is that engine and finds what it needs.
 *
 * @param {{ built: boolean }} wanted
 * @returns {Promise<Ready & { pulumi: string }>}
 */
export async function makeReadyWithEngine(wanted) {
  const ready = await makeReady(wanted);
  const engine = await ensureEngine(ready);
  const env = withFolders(
    ready.env,
    [engine.folder],
    // The engine's own `pulumi-resource-pulumi-nodejs` comes first where it has one; the Go modules have none.
    [join(root, "node_modules", "@pulumi", "pulumi")],
  );
  return { ...ready, pulumi: engine.file, env: { PULUMI_SKIP_UPDATE_CHECK: "1", ...env } };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(string | undefined)[]} before
 * @param {(string | undefined)[]} after
 * @returns {NodeJS.ProcessEnv}
 */
function withFolders(env, before, after) {
  return { ...env, PATH: [...before, env["PATH"], ...after].filter(Boolean).join(delimiter) };
}
