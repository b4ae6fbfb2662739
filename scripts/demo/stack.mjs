// One of the demo's stacks: a copy of an example with the packed package, and what the engine does with it.
import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../setup/child.mjs";
import { installProject } from "../setup/example.mjs";
import { root } from "../setup/places.mjs";

/**
 * @typedef {{ folder: string, name: string, pulumi: string, env: NodeJS.ProcessEnv }} Stack
 */

/**
 * Copies an example and installs its packages.
 *
 * @param {string} example
 * @param {string} folder
 * @param {string} tarball
 * @param {NodeJS.ProcessEnv} env
 */
export async function copyExample(example, folder, tarball, env) {
  // What a user has made beside the example while trying it out would get in the way.
  const usersOwn = /^(node_modules|package-lock\.json|Pulumi\..+\.yaml)$/;
  await cp(join(root, "examples", example), folder, {
    recursive: true,
    filter: (path) => !usersOwn.test(basename(path)),
  });
  await installProject(folder, tarball, env);
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
