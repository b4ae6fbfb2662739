// Compiles the sources to `dist`, with the plugin in one file and the command in another, if they have changed since, and packs the package
// as it would be published.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { bundleCommand, bundlePlugin } from "./bundle.mjs";
import { run } from "./child.mjs";
import { ifNeeded } from "./lock.mjs";
import { npm } from "./packages.mjs";
import { checkoutLock, root } from "./places.mjs";
import { step } from "./progress.mjs";

const projects = ["tsconfig.build.json", "tsconfig.native.json"];
const folders = ["sdk/nodejs", "provider", "cli", "emulator"];
const files = ["tsconfig.json", ...projects, "package.json", "package-lock.json"];
/** Its settings shape the output as those of the compiler do. */
const bundler = new URL("bundle.mjs", import.meta.url);

/** @param {string} checkout */
export async function ensureBuild(checkout) {
  await ifNeeded(
    checkoutLock(checkout),
    () => isOutdated(checkout),
    () => step("build: compiling to dist", () => compile(checkout)),
  );
}

/**
 * Whether `dist` is missing, older than the sources, or was changed by something else.
 *
 * @param {string} checkout
 */
async function isOutdated(checkout) {
  const recorded = await buildStamp(checkout).catch(() => undefined);
  return recorded === undefined || recorded !== (await stampFor(checkout, await digestOf(checkout)));
}

/**
 * What `dist` was built from, and when; changes with every build.
 *
 * @param {string} checkout built
 */
export async function buildStamp(checkout) {
  return await readFile(join(checkout, "dist", ".sources"), "utf8");
}

/** @param {string} checkout */
async function compile(checkout) {
  // Before the compiler reads them: if a source changes meanwhile, the stamp does not match and the next build is right.
  const digest = await digestOf(checkout);
  // The output of a source that was deleted must not be packed.
  await rm(join(checkout, "dist"), { recursive: true, force: true });
  const compiler = join(checkout, "node_modules", "typescript", "bin", "tsc");
  for (const project of projects) await run(process.execPath, [compiler, "-p", project], { cwd: checkout });
  await bundlePlugin(checkout, join(checkout, "dist", "provider", "plugin", "main.js"));
  await bundleCommand(checkout, join(checkout, "dist", "cli", "main.js"));
  await writeFile(join(checkout, "dist", ".sources"), await stampFor(checkout, digest));
}

/** @param {string} checkout @param {string} digest */
async function stampFor(checkout, digest) {
  const output = await stat(join(checkout, "dist", "sdk", "nodejs", "index.js")).catch(() => undefined);
  return `${digest} ${output?.mtimeMs ?? "no output"}\n`;
}

/** @param {string} checkout */
async function digestOf(checkout) {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true });
    const sources = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    for (const file of sources.sort())
      hash.update(`${relative(checkout, file)}\0`).update(await readFile(file));
  }
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(checkout, file)));
  return hash.update(await readFile(bundler)).digest("hex");
}

/**
 * @param {string} folder an empty one, or one that is created
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder, env) {
  return await step("package: npm pack", async () => {
    await mkdir(folder, { recursive: true });
    await npm(["pack", "--pack-destination", folder], root, env);
    return join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");
  });
}
