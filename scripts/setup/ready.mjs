// Makes a checkout ready, step by step, doing only what is missing: Node.js, build, an example's packages, Pulumi engine.
import { delimiter, join } from "node:path";
import { ensureBuild } from "./build.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureExamplePackages } from "./example.mjs";
import { findNode } from "./node.mjs";
import { root } from "./places.mjs";

/**
 * @typedef {object} Ready
 * @property {string} node
 * @property {string} nodeVersion
 * @property {NodeJS.ProcessEnv} env in which `node` is new enough
 * @typedef {object} Wanted
 * @property {boolean} [built] `dist`
 * @property {string | undefined} [example] an example's packages
 * @property {boolean} [languages] the engine's hosts for YAML and Python
 */

/** @param {Wanted} wanted @returns {Promise<Ready>} */
export async function makeReady({ built = false, example }) {
  const ready = await findNode(root, process.env);
  if (built) await ensureBuild(root);
  if (example !== undefined) await ensureExamplePackages(root, example, ready.env);
  return ready;
}

/**
 * The same with a Pulumi engine: in `env`, `pulumi` is that engine and finds the programs that it needs.
 *
 * @param {Wanted} wanted
 * @returns {Promise<Ready & { pulumi: string }>}
 */
export async function makeReadyWithEngine(wanted) {
  const ready = await makeReady(wanted);
  const { file, folder } = await ensureEngine({ ...ready, languages: wanted.languages ?? false });
  // Last, the `pulumi-resource-pulumi-nodejs` for an engine that comes without one.
  const folders = [folder, ready.env["PATH"], join(root, "node_modules", "@pulumi", "pulumi")];
  const PATH = folders.filter(Boolean).join(delimiter);
  return { ...ready, pulumi: file, env: { PULUMI_SKIP_UPDATE_CHECK: "1", ...ready.env, PATH } };
}
