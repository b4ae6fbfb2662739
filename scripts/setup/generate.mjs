// The SDKs that Pulumi's code generators write from the package schema.
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { buildCodeGenerator } from "./goBuild.mjs";
import { step } from "./progress.mjs";

/** Where each SDK lies in a checkout. */
const folders = { nodejs: join("sdk", "nodejs", "native"), python: join("sdk", "python") };

/**
 * Writes the SDKs of the checkout's `provider/schema.json` into a folder, each where it lies in a checkout.
 *
 * @param {string} checkout
 * @param {string} folder an empty one
 * @param {NodeJS.ProcessEnv} env
 */
export async function generate(checkout, folder, env) {
  const generator = await buildCodeGenerator(folder, { env });
  await step("code generators: from provider/schema.json", () =>
    run(generator, [
      join(checkout, "provider", "schema.json"),
      join(folder, folders.nodejs),
      join(folder, folders.python),
    ]),
  );
}

/**
 * The files that {@link generate} has written and that the checkout lacks or has otherwise, and those that it has in excess.
 *
 * @param {string} checkout
 * @param {string} folder
 * @returns {Promise<string[]>} relative to the checkout
 */
export async function differences(checkout, folder) {
  /** @type {Set<string>} */
  const files = new Set();
  for (const sdk of Object.values(folders)) {
    for (const file of [...(await filesIn(folder, sdk)), ...(await filesIn(checkout, sdk))]) files.add(file);
  }
  const differing = [];
  for (const file of [...files].sort()) {
    const [made, kept] = await Promise.all([folder, checkout].map((place) => textOf(join(place, file))));
    if (made !== kept) differing.push(file);
  }
  return differing;
}

/**
 * Puts what {@link generate} has written into the checkout, in place of what lies there.
 *
 * @param {string} checkout
 * @param {string} folder
 */
export async function keep(checkout, folder) {
  for (const sdk of Object.values(folders)) {
    await rm(join(checkout, sdk), { recursive: true, force: true });
    await cp(join(folder, sdk), join(checkout, sdk), { recursive: true });
  }
}

/**
 * @param {string} place
 * @param {string} sdk
 */
async function filesIn(place, sdk) {
  const entries = await readdir(join(place, sdk), { recursive: true, withFileTypes: true }).catch(() => []);
  return (
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(place.length + 1))
      // What Python and pip leave there when the package is used in place.
      .filter((file) => !/(^|\/)(__pycache__|build|[^/]+\.egg-info)\//.test(file))
  );
}

/** @param {string} file */
async function textOf(file) {
  return await readFile(file, "utf8").catch(() => undefined);
}
