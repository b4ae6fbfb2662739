// Go's way to Pulumi's programs: builds them from the modules that `scripts/engine` pins by version and by checksum.
import { chmod, copyFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./places.mjs";
import { silenceOf, whileAnswering } from "./probe.mjs";
import { findOnPath, isAtLeast } from "./programs.mjs";
import { SetupError, step } from "./progress.mjs";

/**
 * @typedef {{ folder: string, path: string, program: string, cold: string, ldflags?: string }} GoProgram
 */

/** @type {GoProgram} */
const engine = {
  folder: join(root, "scripts", "engine", "pulumi"),
  path: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  program: "pulumi",
  cold: "five minutes",
};

/** @type {GoProgram} */
const languageHost = {
  folder: join(root, "scripts", "engine", "language-nodejs"),
  path: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  program: "pulumi-language-nodejs",
  cold: "one minute",
};

/** @type {GoProgram} */
const yamlHost = {
  folder: join(root, "scripts", "engine", "language-yaml"),
  path: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  program: "pulumi-language-yaml",
  cold: "one minute",
};

/** @type {GoProgram} */
const pythonHost = {
  folder: join(root, "scripts", "engine", "language-python"),
  path: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
  program: "pulumi-language-python",
  cold: "one minute",
};

/** Pulumi's code generators, in the engine's own module: they are the engine's version. @type {GoProgram} */
const codeGenerator = {
  folder: engine.folder,
  path: "./codegen",
  program: "codegen",
  cold: "two minutes",
};

/**
 * Builds the engine and its Node.js language host into `folder`, programs in its `bin`.
 *
 * @param {string} version
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv }} options
 */
export async function buildEngine(version, folder, options) {
  const env = await goEnv(options.env);
  const bin = join(folder, "bin");
  // Without its version the engine prints none, and Pulumi's SDK refuses it.
  const versionFlag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await buildProgram({ ...engine, ldflags: versionFlag }, bin, env);
  await buildProgram(languageHost, bin, env);
  // As the official distribution has it; the engine warns about one that it finds elsewhere.
  const dynamicHost = "pulumi-resource-pulumi-nodejs";
  await copyFile(join(root, "node_modules", "@pulumi", "pulumi", dynamicHost), join(bin, dynamicHost));
}

/**
 * Builds the language hosts for YAML and Python into `folder`, programs in its `bin`.
 *
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv }} options
 */
export async function buildLanguageHosts(folder, options) {
  const env = await goEnv(options.env);
  const bin = join(folder, "bin");
  await buildProgram(yamlHost, bin, env);
  await buildProgram(pythonHost, bin, env);
  // The Python program that the host runs the user's with.
  const list = ["list", "-mod=readonly", "-f", "{{.Dir}}", pythonHost.path];
  const sources = (await run("go", list, { cwd: pythonHost.folder, env: { ...env, GOPROXY: "off" } })).trim();
  const runner = "pulumi-language-python-exec";
  await copyFile(join(sources, "..", runner), join(bin, runner));
  await chmod(join(bin, runner), 0o755);
}

/**
 * Builds Pulumi's code generators.
 *
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} the program, called with SCHEMA NODEJS-FOLDER PYTHON-FOLDER
 */
export async function buildCodeGenerator(folder, options) {
  await buildProgram(codeGenerator, folder, await goEnv(options.env));
  return join(folder, codeGenerator.program);
}

/**
 * @param {GoProgram} program
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function buildProgram({ folder, path, program, cold, ldflags = "" }, bin, env) {
  const offline = await ensureModules({ folder, path, program }, env);
  const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", `-s -w ${ldflags}`.trim()];
  await step(`${program}: go build (about ${cold} where Go's cache is empty)`, () =>
    run("go", ["build", ...flags, "-o", join(bin, program), path], { cwd: folder, env: offline }),
  );
}

/**
 * The environment for a build for this machine, whatever else Go is used for here; fails where Go will not do.
 *
 * @param {NodeJS.ProcessEnv} env
 */
async function goEnv(env) {
  /** @type {NodeJS.ProcessEnv} */
  const kept = { ...env, GOWORK: "off" };
  for (const name of ["GOOS", "GOARCH", "GOBIN"]) delete kept[name];
  await refuseUnfitGo(kept);
  return kept;
}

/**
 * Fails where there is no Go, or one that is too old and may not fetch a newer one.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export async function refuseUnfitGo(env) {
  if ((await findOnPath("go", env["PATH"])) === undefined)
    throw new SetupError("there is no `go` on the PATH");
  // Outside of a module, and local: Go would otherwise go and fetch a toolchain before it says anything.
  const outside = { cwd: tmpdir(), env: { ...env, GOTOOLCHAIN: "local" } };
  const version = (await run("go", ["env", "GOVERSION"], outside)).trim();
  const least = /^go (\S+)$/m.exec(await readFile(join(engine.folder, "go.mod"), "utf8"))?.[1] ?? "";
  if (isAtLeast(version, least)) return;
  const toolchain = (await run("go", ["env", "GOTOOLCHAIN"], { cwd: tmpdir(), env })).trim();
  const mayFetch = isAtLeast(version, "1.21") && !["local", "path"].includes(toolchain);
  if (!mayFetch) throw new SetupError(`Go ${least} or newer is needed; the \`go\` on the PATH is ${version}`);
}

/**
 * Makes sure that Go's cache holds a program's modules, and answers the environment that builds it without the network.
 *
 * @param {Pick<GoProgram, "folder" | "path" | "program">} program
 * @param {NodeJS.ProcessEnv} env
 */
async function ensureModules(program, env) {
  // Unlike `go mod download`, this fetches only the modules that the program is made of.
  const list = ["list", "-mod=readonly", "-deps", program.path];
  const offline = { ...env, GOPROXY: "off" };
  const present = await run("go", list, { cwd: program.folder, env: offline }).then(
    () => true,
    () => false,
  );
  if (present) return offline;
  const proxies = (await run("go", ["env", "GOPROXY"], { cwd: tmpdir(), env })).trim();
  const { setting, probe } = await answeringProxies(proxies, env);
  const online = { ...env, GOPROXY: setting };
  await step(`${program.program}: downloading its Go modules`, () =>
    whileAnswering(probe, env, (signal) => run("go", list, { cwd: program.folder, env: online, signal })),
  );
  // Where Go has had to fetch a newer toolchain, it looks the toolchain up anew.
  return online;
}

/**
 * Go's proxy setting without the hosts that do not answer, since Go itself would wait for them.
 *
 * @param {string} setting
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ setting: string, probe: string }>}
 */
export async function answeringProxies(setting, env) {
  const entries = setting.split(/[,|]/).map((entry) => entry.trim());
  const silences = await Promise.all(entries.map((entry) => silenceOfProxy(entry, env)));
  const answering = entries.filter((_, index) => silences[index] === undefined);
  const probe = answering.map(hostBehind).find((url) => url !== undefined);
  if (probe === undefined) {
    throw new SetupError(
      `no Go module proxy can be used (GOPROXY=${setting}): ${silences.filter(Boolean).join("; ")}`,
    );
  }
  return { setting: answering.join(","), probe };
}

/**
 * @param {string} entry
 * @param {NodeJS.ProcessEnv} env
 */
async function silenceOfProxy(entry, env) {
  const url = hostBehind(entry);
  return url === undefined ? `it names \`${entry}\`` : await silenceOf(url, env);
}

/**
 * @param {string} entry
 * @returns {string | undefined}
 */
function hostBehind(entry) {
  // The engine's own modules, and most of the others, lie there.
  if (entry === "direct") return "https://github.com/";
  return /^https?:/.test(entry) ? entry : undefined;
}
