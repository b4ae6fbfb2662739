// Bundles the two programs of the package, each into one file. The plugin's has all that it loads, and resolves nothing when it runs. The
// command's has only what nothing else in the package uses, so that this is not installed beside it.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { build } from "esbuild";
import { SetupError } from "./progress.mjs";

const fromHere = createRequire(import.meta.url);

/**
 * The modules that find another package's copy of a library when they run. In the bundle they name the one copy that it has.
 *
 * @type {Record<string, { package: string, contents: string }>}
 */
const foundWhenRunning = {
  "provider/host/pulumi.ts": {
    package: "@pulumi/pulumi/package.json",
    contents: `exports.engineStubs = () => ({
      grpc: require("@grpc/grpc-js"),
      services: require("@pulumi/pulumi/proto/engine_grpc_pb"),
      messages: require("@pulumi/pulumi/proto/engine_pb"),
    });`,
  },
  "provider/rpc/httpClients.ts": {
    package: "@darabonba/typescript",
    contents: `exports.httpClients = () => [{ httpx: require("httpx"), debug: require("debug") }];`,
  },
};

/** A second copy of one of these would be used without our agents, or refuse the other's messages. */
const single = ["httpx", "debug", "@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi"];

/** @param {string} checkout @param {string} file the bundle; its notices are written beside it */
export async function bundlePlugin(checkout, file) {
  const packages = await bundle(checkout, "provider/plugin/main.ts", file, {
    plugins: [{ name: "found-when-running", setup: (bundler) => replaceModules(checkout, bundler) }],
  });
  for (const name of single) {
    const copies = packages.filter((folder) => folder.endsWith(`node_modules/${name}`));
    if (copies.length !== 1)
      throw new SetupError(
        `the plugin's bundle has ${copies.length} copies of ${name}: ${copies.join(", ")}`,
      );
  }
}

/** @param {string} checkout @param {string} file the bundle; its notices are written beside it */
export async function bundleCommand(checkout, file) {
  const manifest = JSON.parse(await readFile(join(checkout, "package.json"), "utf8"));
  const installed = { ...manifest.dependencies, ...manifest.peerDependencies };
  await bundle(checkout, "cli/main.ts", file, { external: [manifest.name, ...Object.keys(installed)] });
}

/**
 * @param {string} checkout
 * @param {string} entry
 * @param {string} file
 * @param {Pick<import("esbuild").BuildOptions, "external" | "plugins">} options
 * @returns {Promise<string[]>} the folders of the packages in it
 */
async function bundle(checkout, entry, file, options) {
  const { metafile } = await build({
    absWorkingDir: checkout,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node22.13",
    format: "cjs",
    minify: true,
    keepNames: true,
    // One character outside of Latin-1 would make V8 keep the whole file as UTF-16, which starts slower.
    charset: "ascii",
    legalComments: "none",
    metafile: true,
    logLevel: "error",
    ...options,
  });
  const packages = packageFolders(Object.keys(metafile.inputs));
  await writeFile(join(dirname(file), "NOTICES.txt"), await notices(checkout, packages));
  return packages;
}

/** @param {string} checkout @param {import("esbuild").PluginBuild} bundler */
function replaceModules(checkout, bundler) {
  bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const found = foundWhenRunning[relative(checkout, path).replaceAll(sep, "/")];
    return found && { contents: found.contents, resolveDir: dirname(fromHere.resolve(found.package)) };
  });
}

/** @param {string[]} files relative to the checkout @returns {string[]} the packages that they belong to, in order */
function packageFolders(files) {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** @param {string} checkout @param {string[]} folders @returns {Promise<string>} the licence of each package */
async function notices(checkout, folders) {
  const texts = folders.map(async (folder) => {
    const manifest = await readFile(join(checkout, folder, "package.json"), "utf8");
    const { name, version, license } = JSON.parse(manifest);
    const text = await licenceText(join(checkout, folder));
    return `${name} ${version} (${license})\n\n${text ?? "The package contains no licence text."}\n`;
  });
  const introduction = "The file main.js beside this one contains code of these packages.\n";
  return [introduction, ...(await Promise.all(texts))].join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} folder */
async function licenceText(folder) {
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)\b/i.test(name));
  return file && (await readFile(join(folder, file), "utf8")).trimEnd();
}
