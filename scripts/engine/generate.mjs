// The SDKs that Pulumi's code generators write from the package schema, and how they differ from a checkout's.
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { run } from "../setup/child.mjs";
import { step } from "../setup/progress.mjs";
import { buildCodeGenerator } from "./build.mjs";

/** The folders of the generated SDKs in a checkout. */
const nodejs = join("sdk", "nodejs", "native");
const python = join("sdk", "python");

/**
 * Writes the SDKs of the checkout's `provider/schema.json` into a folder, with the same paths as in a checkout.
 *
 * @param {string} checkout
 * @param {string} folder an empty one
 * @param {NodeJS.ProcessEnv} env
 */
export async function generate(checkout, folder, env) {
  const generator = await buildCodeGenerator(folder, env);
  const schema = join(checkout, "provider", "schema.json");
  await step("code generators: from provider/schema.json", () =>
    run(generator, [schema, join(folder, nodejs), join(folder, python)]),
  );
}

/**
 * The files that {@link generate} has written and the checkout does not have like that, and those that only the checkout has.
 *
 * @param {string} checkout
 * @param {string} folder
 * @returns {Promise<string[]>} relative to the checkout
 */
export async function differences(checkout, folder) {
  const differing = [];
  const files = await Promise.all(
    [nodejs, python].flatMap((sdk) => [filesIn(folder, sdk), filesIn(checkout, sdk)]),
  );
  for (const file of [...new Set(files.flat())].sort()) {
    const [made, kept] = await Promise.all(
      [folder, checkout].map((place) => readFile(join(place, file), "utf8").catch(() => undefined)),
    );
    if (made !== kept) differing.push(file);
  }
  return differing;
}

/**
 * Replaces the checkout's SDKs with what {@link generate} has written.
 *
 * @param {string} checkout
 * @param {string} folder
 */
export async function keep(checkout, folder) {
  for (const sdk of [nodejs, python]) {
    await rm(join(checkout, sdk), { recursive: true, force: true });
    await cp(join(folder, sdk), join(checkout, sdk), { recursive: true });
  }
}

/** @param {string} place @param {string} sdk */
async function filesIn(place, sdk) {
  const entries = await readdir(join(place, sdk), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return (
    files
      .map(({ parentPath, name }) => relative(place, join(parentPath, name)))
      // What Python and pip leave there when the package is used in place.
      .filter((file) => !/(^|\/)(__pycache__|build|[^/]+\.egg-info)\//.test(file))
  );
}
