// Go's way to an engine: builds it from the modules that `scripts/engine` pins by version and by checksum.
import { copyFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./places.mjs";
import { silenceOf, whileAnswering } from "./probe.mjs";
import { findOnPath, isAtLeast } from "./programs.mjs";
import { SetupError, step } from "./progress.mjs";

/**
 * @typedef {{ folder: string, path: string, program: string, cold: string, ldflags: (version: string) => string }} GoProgram
 */

/** @type {GoProgram} */
const engine = {
  folder: join(root, "scripts", "engine", "pulumi"),
  path: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  program: "pulumi",
  cold: "five minutes",
  // Without its version the engine prints none, and Pulumi's SDK refuses it.
  ldflags: (version) => `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
};

/** @type {GoProgram} */
const languageHost = {
  folder: join(root, "scripts", "engine", "language-nodejs"),
  path: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  program: "pulumi-language-nodejs",
  cold: "one minute",
  ldflags: () => "-s -w",
};

/**
 * Builds the engine and its Node.js language host into `folder`, programs in its `bin`.
 *
 * @param {string} version
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv }} options
 */
export async function buildEngine(version, folder, options) {
  const env = goEnv(options.env);
  await refuseUnfitGo(env);
  for (const program of [engine, languageHost]) {
    const offline = await ensureModules(program, env);
    const out = join(folder, "bin", program.program);
    await step(`${program.program}: go build (about ${program.cold} where Go's cache is empty)`, () =>
      run(
        "go",
        [
          "build",
          "-mod=readonly",
          "-buildvcs=false",
          "-ldflags",
          program.ldflags(version),
          "-o",
          out,
          program.path,
        ],
        { cwd: program.folder, env: offline },
      ),
    );
  }
  // As the official distribution has it; the engine warns about one that it finds elsewhere.
  const dynamicHost = "pulumi-resource-pulumi-nodejs";
  await copyFile(
    join(root, "node_modules", "@pulumi", "pulumi", dynamicHost),
    join(folder, "bin", dynamicHost),
  );
}

/**
 * The environment for a build for this machine, whatever else Go is used for here.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function goEnv(env) {
  /** @type {NodeJS.ProcessEnv} */
  const kept = { ...env, GOWORK: "off" };
  for (const name of ["GOOS", "GOARCH", "GOBIN"]) delete kept[name];
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
 * @param {GoProgram} program
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
