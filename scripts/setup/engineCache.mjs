// Keeps engines in the cache: each appears there whole, in one move, or not at all.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isExecutable } from "./programs.mjs";

const manifestName = "engine.json";

/** The programs without which an engine cannot run dynamic providers in JavaScript or TypeScript. */
export const enginePrograms = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/**
 * Whether the folder holds an engine that was published whole, and still is.
 *
 * @param {string} folder
 */
export async function isWholeEngine(folder) {
  try {
    const { files } = JSON.parse(await readFile(join(folder, manifestName), "utf8"));
    for (const program of enginePrograms) {
      if (!(program in files) || !(await isExecutable(join(folder, "bin", program)))) return false;
    }
    for (const [name, size] of Object.entries(files)) {
      if ((await stat(join(folder, "bin", name))).size !== size) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * An empty folder beside the engine's, to make it in. What earlier set-ups that were killed have left is removed: to be
 * called under the engine's lock.
 *
 * @param {string} folder the engine's
 */
export async function buildingFolder(folder) {
  const beside = dirname(folder);
  const prefix = `.${basename(folder)}.building-`;
  await mkdir(beside, { recursive: true });
  for (const name of await readdir(beside)) {
    if (name.startsWith(prefix)) await rm(join(beside, name), { recursive: true, force: true });
  }
  return await mkdtemp(join(beside, prefix));
}

/**
 * Moves an engine that was made into its place. Where another set-up has put a whole one there meanwhile, that one stays.
 *
 * @param {string} made with the programs in `bin`
 * @param {string} folder
 * @param {{ version: string, origin: string }} facts
 */
export async function publishEngine(made, folder, facts) {
  /** @type {Record<string, number>} */
  const files = {};
  for (const name of await readdir(join(made, "bin")))
    files[name] = (await stat(join(made, "bin", name))).size;
  await writeFile(join(made, manifestName), `${JSON.stringify({ ...facts, files }, undefined, 2)}\n`);
  if (await isWholeEngine(folder)) return;
  await rm(folder, { recursive: true, force: true });
  await rename(made, folder);
}
