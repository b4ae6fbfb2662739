// Keeps engines in the cache: each appears there whole, in one move, or not at all.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isExecutable } from "./programs.mjs";

const manifestName = "engine.json";

/** The programs without which an engine cannot run dynamic providers in JavaScript or TypeScript. */
export const enginePrograms = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** What programs in YAML and Python need in addition. */
export const languagePrograms = [
  "pulumi-language-yaml",
  "pulumi-language-python",
  "pulumi-language-python-exec",
];

/**
 * Whether the folder holds an engine that was published whole, and still is.
 *
 * @param {string} folder
 * @param {string[]} [programs] those that it has to have
 */
export async function isWholeEngine(folder, programs = enginePrograms) {
  try {
    const { files } = await manifestOf(folder);
    for (const program of programs) {
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
  await writeManifest(made, { ...facts, files: await sizesIn(made) });
  if (await isWholeEngine(folder)) return;
  await rm(folder, { recursive: true, force: true });
  await rename(made, folder);
}

/**
 * Moves further programs into an engine that is whole, which it stays at every moment: they count once the manifest, which
 * is replaced last, names them. To be called under the engine's lock.
 *
 * @param {string} made with the programs in `bin`
 * @param {string} folder
 */
export async function addToEngine(made, folder) {
  const manifest = await manifestOf(folder);
  const added = await sizesIn(made);
  for (const name of Object.keys(added)) await rename(join(made, "bin", name), join(folder, "bin", name));
  await writeManifest(made, { ...manifest, files: { ...manifest.files, ...added } });
  await rename(join(made, manifestName), join(folder, manifestName));
}

/**
 * @typedef {{ version: string, origin: string, files: Record<string, number> }} Manifest `files` has the programs' sizes
 */

/**
 * @param {string} folder
 * @returns {Promise<Manifest>}
 */
async function manifestOf(folder) {
  return JSON.parse(await readFile(join(folder, manifestName), "utf8"));
}

/**
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function writeManifest(folder, manifest) {
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** @param {string} made */
async function sizesIn(made) {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const name of await readdir(join(made, "bin")))
    sizes[name] = (await stat(join(made, "bin", name))).size;
  return sizes;
}
