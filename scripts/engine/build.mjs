// Builds Pulumi's programs from the Go modules beside this file, pinned by version and checksum: only where there is no Pulumi.
import { chmod, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../setup/child.mjs";
import { root } from "../setup/places.mjs";
import { step } from "../setup/progress.mjs";

/** @typedef {{ module: string, path: string, cold: string, flags?: string }} Program `cold`: how long its first build takes */

const engine = { module: "pulumi", path: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", cold: "five minutes" };
const nodejsHost = {
  module: "language-nodejs",
  path: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  cold: "one minute",
};
const yamlHost = {
  module: "language-yaml",
  path: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  cold: "one minute",
};
const pythonHost = {
  module: "language-python",
  path: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
  cold: "one minute",
};
/** In the engine's own module, so that it has the engine's version. */
const codeGenerator = { module: "pulumi", path: "./codegen", cold: "two minutes" };

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
  await build({ ...engine, flags }, join(bin, "pulumi"), env);
  await build(nodejsHost, join(bin, "pulumi-language-nodejs"), env);
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
  await build(yamlHost, join(bin, "pulumi-language-yaml"), env);
  await build(pythonHost, join(bin, "pulumi-language-python"), env);
  // The Python program that the host runs the user's program with.
  const sources = await go(pythonHost, ["list", "-mod=readonly", "-f", "{{.Dir}}", pythonHost.path], env);
  const runner = "pulumi-language-python-exec";
  await copyFile(join(dirname(sources), runner), join(bin, runner));
  await chmod(join(bin, runner), 0o755);
}

/**
 * Builds Pulumi's code generators.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the program, called with SCHEMA NODEJS-FOLDER PYTHON-FOLDER
 */
export async function buildCodeGenerator(folder, env) {
  const file = join(folder, "codegen");
  await build(codeGenerator, file, env);
  return file;
}

/**
 * @param {Program} program
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function build(program, file, env) {
  const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", `-s -w ${program.flags ?? ""}`];
  await step(`${program.path}: go build (about ${program.cold} if Go's cache is empty)`, () =>
    go(program, ["build", ...flags, "-o", file, program.path], env),
  );
}

/**
 * @param {Program} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function go({ module }, args, env) {
  /** @type {NodeJS.ProcessEnv} */
  const forThisMachine = { ...env, GOWORK: "off" };
  for (const name of ["GOOS", "GOARCH", "GOBIN"]) delete forThisMachine[name];
  const cwd = fileURLToPath(new URL(module, import.meta.url));
  return await run("go", args, { cwd, env: forThisMachine, limitMs: 1_800_000 });
}
