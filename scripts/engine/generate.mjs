// The package schema as package.json completes it, the SDKs that Pulumi's code generators write from it, and how a checkout differs.
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { format, resolveConfig } from "prettier";
import { run } from "../setup/child.mjs";
import { root } from "../setup/places.mjs";
import { step } from "../setup/progress.mjs";
import { goModule, publicationOf, publishedPage, publishedSchema } from "./publication.mjs";

/** The folders of the generated SDKs in a checkout. */
const nodejs = join("sdk", "nodejs", "native");
const python = join("sdk", "python");
const go = join("sdk", "go");
const folders = [nodejs, python, go];

const schemaFile = join("provider", "schema.json");

/** What the Registry shows beside the schema. */
const pages = [join("docs", "_index.md"), join("docs", "installation-configuration.md")];

/** The pages, and what else names the Go module. */
const texts = [
  ...pages,
  join("examples", "dev-key-go", "go.mod"),
  join("examples", "dev-key-go", "main.go"),
  join("test", "engine", "go", "go.mod"),
];

const files = [schemaFile, ...texts];

/**
 * Writes the schema, the SDKs and what repeats package.json into a folder, with the same paths as in a checkout.
 *
 * @param {string} checkout
 * @param {string} folder an empty one
 * @param {string} generator the program that `buildCodeGenerator` builds
 */
export async function generate(checkout, folder, generator) {
  const publication = publicationOf(await json(join(checkout, "package.json")));
  const schema = publishedSchema(await json(join(checkout, schemaFile)), publication);
  const module = goModule(schema.name, publication);
  const options = await resolveConfig(join(root, schemaFile));
  const text = await format(JSON.stringify(schema, undefined, 2), { ...options, parser: "json" });
  const goMod = await readFile(join(checkout, go, "go.mod"), "utf8");
  const before = goMod.slice("module ".length, goMod.indexOf("\n"));
  await write(join(folder, schemaFile), text.replaceAll(before, module));
  await step("code generators: from provider/schema.json", () =>
    run(generator, [join(folder, schemaFile), ...folders.map((sdk) => join(folder, sdk))]),
  );
  await copyFile(join(checkout, "LICENSE"), join(folder, python, "LICENSE"));
  // The generator's names Pulumi's SDK only, so that Go would change it before it built anything.
  await write(join(folder, go, "go.mod"), goMod.replace(before, module));
  await copyFile(join(checkout, go, "go.sum"), join(folder, go, "go.sum"));
  await copyTexts(checkout, folder, { ...publication, before, module });
}

/**
 * Copies the files that name the Go module or the repository.
 *
 * @param {string} checkout
 * @param {string} folder
 * @param {{ repository: string | undefined, version: string, before: string, module: string }} names `before` is the module's in
 *   the checkout
 */
async function copyTexts(checkout, folder, { repository, version, before, module }) {
  for (const file of texts) {
    const text = await readFile(join(checkout, file), "utf8");
    const ours = text.replaceAll(before, module).replaceAll(/(?<=\/sdk\/go(?:\/v\d+)? )v\S+/g, `v${version}`);
    await write(join(folder, file), pages.includes(file) ? publishedPage(ours, repository) : ours);
  }
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
  const inSdks = await Promise.all(folders.flatMap((sdk) => [filesIn(folder, sdk), filesIn(checkout, sdk)]));
  for (const file of [...new Set([...files, ...inSdks.flat()])].sort()) {
    const [made, kept] = await Promise.all(
      [folder, checkout].map((place) => readFile(join(place, file), "utf8").catch(() => undefined)),
    );
    if (made !== kept) differing.push(file);
  }
  return differing;
}

/**
 * Replaces the checkout's files with what {@link generate} has written.
 *
 * @param {string} checkout
 * @param {string} folder
 */
export async function keep(checkout, folder) {
  for (const path of [...folders, ...files]) {
    await rm(join(checkout, path), { recursive: true, force: true });
    await cp(join(folder, path), join(checkout, path), { recursive: true });
  }
}

/** @param {string} place @param {string} sdk */
async function filesIn(place, sdk) {
  const entries = await readdir(join(place, sdk), { recursive: true, withFileTypes: true }).catch(() => []);
  return (
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(place, join(parentPath, name)))
      // What Python and pip leave there when the package is used in place.
      .filter((file) => !/(^|\/)(__pycache__|build|dist|[^/]+\.egg-info)\//.test(file))
  );
}

/** @param {string} file @param {string} text */
async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** @param {string} file */
async function json(file) {
  return JSON.parse(await readFile(file, "utf8"));
}
