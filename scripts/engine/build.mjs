// Builds Pulumi's programs from the Go modules beside this file, pinned by version and checksum: only where there is no Pulumi.
import { chmod, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../setup/child.mjs";
import { root } from "../setup/places.mjs";
import { step } from "../setup/progress.mjs";

/** @typedef {{ module: string, path: string, minutes: number }} Program `minutes` is what its first build takes, about */

const pulumi = "github.com/pulumi/pulumi";
const engine = { module: "pulumi", path: `${pulumi}/pkg/v3/cmd/pulumi`, minutes: 5 };
const nodejs = {
  module: "language-nodejs",
  path: `${pulumi}/sdk/v3/nodejs/cmd/pulumi-language-nodejs`,
  minutes: 1,
};
const python = {
  module: "language-python",
  path: `${pulumi}/sdk/v3/python/cmd/pulumi-language-python`,
  minutes: 1,
};
const yaml = { module: "language-yaml", path: `${pulumi}-yaml/cmd/pulumi-language-yaml`, minutes: 1 };
/** In the engine's own module, so that it has the engine's version. */
const codeGenerator = { module: "pulumi", path: "./codegen", minutes: 2 };

/**
 * Builds the engine and its Node.js language host.
 *
 * @param {string} version
 * @param {string} folder the programs go to its `bin`
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildEngine(version, folder, env) {
  const bin = join(folder, "bin");
  // Without a version the engine prints none, and Pulumi's SDK refuses it.
  const flags = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await build(engine, join(bin, "pulumi"), env, flags);
  await build(nodejs, join(bin, "pulumi-language-nodejs"), env);
  // As in the official distribution; the engine warns about one that it finds elsewhere.
  const dynamicHost = "pulumi-resource-pulumi-nodejs";
  await copyFile(join(root, "node_modules", "@pulumi", "pulumi", dynamicHost), join(bin, dynamicHost));
}

/**
 * Builds the language hosts for YAML and Python.
 *
 * @param {string} folder the programs go to its `bin`
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildLanguageHosts(folder, env) {
  const bin = join(folder, "bin");
  await build(yaml, join(bin, "pulumi-language-yaml"), env);
  await build(python, join(bin, "pulumi-language-python"), env);
  // The Python program that the host runs the user's program with.
  const sources = await go(python, ["list", "-mod=readonly", "-f", "{{.Dir}}", python.path], env);
  const runner = "pulumi-language-python-exec";
  await copyFile(join(dirname(sources), runner), join(bin, runner));
  await chmod(join(bin, runner), 0o755);
}

/**
 * Builds Pulumi's code generators.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the program, called with SCHEMA NODEJS-FOLDER PYTHON-FOLDER GO-FOLDER
 */
export async function buildCodeGenerator(folder, env) {
  const file = join(folder, "codegen");
  await build(codeGenerator, file, env);
  return file;
}

/** @param {Program} program @param {string} file @param {NodeJS.ProcessEnv} env @param {string} [linkerFlags] */
async function build(program, file, env, linkerFlags = "") {
  const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", `-s -w ${linkerFlags}`];
  await step(`${program.path}: go build (about ${program.minutes} min if Go's cache is empty)`, () =>
    go(program, ["build", ...flags, "-o", file, program.path], env),
  );
}

/** @param {Program} program @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function go({ module }, args, env) {
  /** @type {NodeJS.ProcessEnv} */
  const forThisMachine = { ...env, GOWORK: "off" };
  for (const name of ["GOOS", "GOARCH", "GOBIN"]) delete forThisMachine[name];
  const cwd = fileURLToPath(new URL(module, import.meta.url));
  return await run("go", args, { cwd, env: forThisMachine, limitMs: 1_800_000 });
}
