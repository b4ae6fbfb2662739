// One of the demo's stacks: a copy of an example with the packed package, and what the engine does with it.
import { cp, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { run } from "../setup/child.mjs";
import { npm } from "../setup/packages.mjs";
import { root } from "../setup/places.mjs";

/**
 * @typedef {{ folder: string, name: string, pulumi: string, env: NodeJS.ProcessEnv }} Stack
 */

/**
 * Copies an example and installs its packages, and the packed package where it needs that.
 *
 * @param {string} example
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv, tarball?: string }} options
 */
export async function copyExample(example, folder, { env, tarball }) {
  const from = join(root, "examples", example);
  await cp(from, folder, {
    recursive: true,
    filter: (path) => !path.startsWith(join(from, "node_modules") + sep),
  });
  await rm(join(folder, "node_modules"), { recursive: true, force: true });
  await npm(["install", ...(tarball === undefined ? [] : [tarball])], folder, env);
}

/** @param {Stack} stack */
export async function up(stack) {
  await engine(stack, ["stack", "init", stack.name]);
  await engine(stack, ["up", "--yes", "--skip-preview", "--stack", stack.name]);
}

/**
 * What the stack tells without its secrets.
 *
 * @param {Stack} stack
 * @returns {Promise<Record<string, unknown>>}
 */
export async function outputs(stack) {
  return JSON.parse(await engine(stack, ["stack", "output", "--json", "--stack", stack.name]));
}

/** @param {Stack} stack */
export async function destroy(stack) {
  await engine(stack, ["destroy", "--yes", "--skip-preview", "--stack", stack.name]);
}

/**
 * @param {Stack} stack
 * @param {string[]} args
 */
async function engine({ folder, pulumi, env }, args) {
  return await run(pulumi, [...args, "--non-interactive"], { cwd: folder, env });
}
