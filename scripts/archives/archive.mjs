// Packs what one system needs of the plugin, with licences, so that the same content gives the same bytes.
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import { makeExecutable } from "./executable.mjs";

const plugin = "pulumi-resource-alicloud-keypair";
const bundle = "dist/provider/plugin/main.js";
const notices = "dist/provider/plugin/NOTICES.txt";

/**
 * @param {string} checkout built
 * @param {import("./targets.mjs").Target} target
 * @param {string} out
 * @returns {Promise<string>} the archive's name
 */
export async function makeArchive(checkout, target, out) {
  const work = await mkdtemp(join(tmpdir(), "keypair-archive-"));
  try {
    const content = join(work, "content");
    await mkdir(content);
    const files = await fill(content, checkout, target, work);
    const { version } = JSON.parse(await readFile(join(checkout, "package.json"), "utf8"));
    const name = `${plugin}-v${version}-${target.name}.tar.gz`;
    const always = { portable: true, mtime: new Date(0), gzip: { level: 6 } };
    await create({ ...always, cwd: content, file: join(out, name) }, files);
    return name;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} content
 * @param {string} checkout
 * @param {import("./targets.mjs").Target} target
 * @param {string} work
 * @returns {Promise<string[]>} the files, in order
 */
async function fill(content, checkout, { node, platform }, work) {
  const copy = async (/** @type {string} */ from, to = from) => {
    await mkdir(dirname(join(content, to)), { recursive: true });
    await copyFile(join(checkout, from), join(content, to));
    return to;
  };
  const licences = [await copy("LICENSE"), await copy(notices, "NOTICES.txt")];
  if (node === undefined) return [await copy(plugin), await copy(bundle), ...licences];
  const executable = platform === "win32" ? `${plugin}.exe` : plugin;
  const licence = await makeExecutable(join(checkout, bundle), node, work, join(content, executable));
  await chmod(join(content, executable), 0o755);
  await writeFile(join(content, "NODE-LICENSE.txt"), licence);
  return [executable, ...licences, "NODE-LICENSE.txt"];
}

/** @param {string} out @param {string[]} files */
export async function writeChecksums(out, files) {
  const lines = files.map(async (file) => {
    const hash = createHash("sha256").update(await readFile(join(out, file)));
    return `${hash.digest("hex")}  ${file}\n`;
  });
  await writeFile(join(out, "SHA256SUMS"), (await Promise.all(lines)).join(""));
}
