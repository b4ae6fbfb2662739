// Makes sure that `dist` is what the sources compile to now.
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { step } from "./progress.mjs";

const sources = [
  "sdk/nodejs",
  "provider",
  "test/emulator",
  "tsconfig.json",
  "tsconfig.build.json",
  "tsconfig.native.json",
  "package-lock.json",
];

/**
 * Whether `dist` is absent, older than the sources, or was written by something else since.
 *
 * @param {string} checkout
 */
export async function buildLacking(checkout) {
  const recorded = await readFile(stampFile(checkout), "utf8").catch(() => undefined);
  return recorded === undefined || recorded !== (await stampOf(checkout, await digestOf(checkout)));
}

/**
 * @param {string} checkout
 * @param {NodeJS.ProcessEnv} env
 */
export async function build(checkout, env) {
  await step("build: npm run build", async () => {
    // Before the compiler reads them: a source that is changed meanwhile makes the stamp a wrong one, and the next build right.
    const digest = await digestOf(checkout);
    // What a source that is gone now was compiled to must not be packed.
    await rm(join(checkout, "dist"), { recursive: true, force: true });
    await run("npm", ["run", "build"], { cwd: checkout, env });
    await writeFile(stampFile(checkout), await stampOf(checkout, digest));
  });
}

/**
 * What `dist` was built from, and when; changes with every build.
 *
 * @param {string} checkout built
 */
export async function buildStamp(checkout) {
  return await readFile(stampFile(checkout), "utf8");
}

/** @param {string} checkout */
function stampFile(checkout) {
  return join(checkout, "dist", ".sources");
}

/**
 * @param {string} checkout
 * @param {string} digest
 */
async function stampOf(checkout, digest) {
  const written = await stat(join(checkout, "dist", "sdk", "nodejs", "index.js")).catch(() => undefined);
  return `${digest} ${written?.mtimeMs ?? "no output"}\n`;
}

/** @param {string} checkout */
async function digestOf(checkout) {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of await filesOf(checkout, source)) {
      hash.update(`${file}\0`).update(await readFile(join(checkout, file)));
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string} checkout
 * @param {string} source
 */
async function filesOf(checkout, source) {
  if ((await stat(join(checkout, source))).isFile()) return [source];
  const entries = await readdir(join(checkout, source), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(checkout.length + 1))
    .sort();
}
