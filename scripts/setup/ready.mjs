// Makes a checkout ready in order, doing only what it lacks: npm packages, Node.js, build, Pulumi engine.
import { delimiter, join } from "node:path";
import { build, buildLacking } from "./build.mjs";
import { ensureEngine } from "./engine.mjs";
import { examplePackagesLacking, installExamplePackages } from "./example.mjs";
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
 * npm packages and Node.js; with `built`, what the sources compile to; with `example`, that example's packages.
 *
 * @param {{ built: boolean, example?: string | undefined }} wanted
 * @returns {Promise<Ready>}
 */
export async function makeReady({ built, example }) {
  const outside = process.env;
  await doLacking(
    () => packagesLacking(root),
    () => installPackages(root, outside),
  );
  const node = await findNode(root, outside);
  const env = withFolders(outside, [node.folder], []);
  if (built) {
    await doLacking(
      () => buildLacking(root),
      () => build(root, env),
    );
  }
  if (example !== undefined) {
    await doLacking(
      () => examplePackagesLacking(root, example),
      () => installExamplePackages(root, example, env),
    );
  }
  return { node: node.file, nodeVersion: node.version, env };
}

/**
 * The same with a Pulumi engine: in `env`, `pulumi` is that engine and finds what it needs. With `languages`, its hosts for YAML and
 * Python too.
 *
 * @param {{ built: boolean, example?: string | undefined, languages?: boolean }} wanted
 * @returns {Promise<Ready & { pulumi: string }>}
 */
export async function makeReadyWithEngine(wanted) {
  const ready = await makeReady(wanted);
  const engine = await ensureEngine({ ...ready, languages: wanted.languages ?? false });
  const env = withFolders(
    ready.env,
    [engine.folder],
    // The `pulumi-resource-pulumi-nodejs` of an engine that has come without one.
    [join(root, "node_modules", "@pulumi", "pulumi")],
  );
  return { ...ready, pulumi: engine.file, env: { PULUMI_SKIP_UPDATE_CHECK: "1", ...env } };
}

/**
 * @param {() => Promise<boolean>} lacking
 * @param {() => Promise<void>} work
 */
async function doLacking(lacking, work) {
  if (!(await lacking())) return;
  await withLock(checkoutLock(root, process.env), async () => {
    // Another set-up may have done it while this one waited.
    if (await lacking()) await work();
  });
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
