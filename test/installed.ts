/** Makes once, for all tests that read it, what a user has: the packed package in `node_modules`, the plugin's archive, and a Python that knows its SDK. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { ensurePython } from "../scripts/setup/python.mjs";
import { startVault } from "./vault";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder whose `node_modules` has the packed package and `@pulumi/pulumi`; stacks lie in its `programs`. */
    installed: string;
    /** The packed package itself. */
    tarball: string;
    /** The plugin's archive for this machine. */
    archive: string;
    /** Where Node.js keeps what it has compiled of the installation: half of a host's start is spent on that. */
    compileCache: string;
    /** The virtual environment in which programs in Python run, and the wheel and the sdist that its SDK comes from. */
    python: { readonly bin: string; readonly dist: string };
    /** Where the vault listens that keeps the key of stacks' secrets. */
    vault: string;
  }
}

const run = promisify(execFile);
const tarballVariable = "PULUMI_ALICLOUD_KEYPAIR_TARBALL";

/** Called by the test runner before the projects that need an installation. */
export default async function install(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env[tarballVariable];
  const tarball = given ?? (await pack());
  process.env[tarballVariable] = tarball;
  const installed = join(dirname(tarball), "installed");
  const archives = join(installed, "archives");
  const compileCache = join(installed, "compile-cache");
  const python = { bin: join(installed, "python", "bin"), dist: join(installed, "python-dist") };
  const withPulumi = await ensurePython(process.env);
  if (!existsSync(join(installed, "complete"))) {
    await installPackages(installed, tarball);
    await Promise.all([
      fillCompileCache(installed, compileCache),
      installPythonSdk(python, withPulumi),
      makeArchive(archives),
    ]);
    await writeFile(join(installed, "complete"), "");
  }
  project.provide("installed", installed);
  project.provide("tarball", tarball);
  project.provide("archive", archiveIn(archives));
  project.provide("compileCache", compileCache);
  project.provide("python", python);
  const vault = await startVault();
  project.provide("vault", vault.url);
  return async () => {
    vault.close();
    if (given === undefined) {
      await rm(dirname(tarball), { recursive: true, force: true });
    }
  };
}

async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "keypair-test-"));
  await run("npm", ["run", "build"]);
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder]);
  return join(folder, stdout.trim());
}

async function installPackages(installed: string, tarball: string): Promise<void> {
  await mkdir(join(installed, "programs"), { recursive: true });
  await writeFile(join(installed, "package.json"), JSON.stringify({ name: "installed", private: true }));
  const types = ["@types/node@24", "@types/sshpk@1"];
  const packages = [tarball, `@pulumi/pulumi@${pulumiVersion()}`, "typescript@5", ...types];
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], {
    cwd: installed,
  });
}

async function makeArchive(folder: string): Promise<void> {
  await run("npm", ["run", "archives", "--", "--out", folder, "--this-machine"]);
}

function archiveIn(folder: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith(".tar.gz"));
  if (name === undefined) {
    throw new Error(`${folder} has no archive`);
  }
  return join(folder, name);
}

/** Of the npm package `@pulumi/pulumi` that programs of the tests use: this checkout's, or the one that CI names. */
function pulumiVersion(): string {
  const given = process.env["PULUMI_ALICLOUD_KEYPAIR_PULUMI_SDK"];
  if (given !== undefined && given !== "") {
    return given;
  }
  const manifest = readFileSync("node_modules/@pulumi/pulumi/package.json", "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * Loads what the dynamic host and a policy pack load, and ends by itself: a process that is killed, as theirs are in the end,
 * keeps nothing.
 */
async function fillCompileCache(installed: string, compileCache: string): Promise<void> {
  const load = `
    require("@pulumi/pulumi");
    require("./node_modules/pulumi-alicloud-keypair/dist/provider/dynamic/lifecycle.js");
    require("./node_modules/pulumi-alicloud-keypair/dist/provider/ecs/client.js");
    require(${JSON.stringify(resolve("node_modules/@pulumi/policy"))});
    require(${JSON.stringify(resolve("node_modules/typescript"))});
    require("typescript");
  `;
  await run(process.execPath, ["-e", load], {
    cwd: installed,
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
}

/**
 * Builds the SDK as it is published and installs the wheel into an environment of its own, where the packages that it requires are
 * those of the environment that has Pulumi. The sources are a copy, since building leaves files beside them.
 */
async function installPythonSdk(
  { bin, dist }: { bin: string; dist: string },
  withPulumi: string,
): Promise<void> {
  const sources = join(dist, "sources");
  const python = join(withPulumi, "python");
  await cp("sdk/python", sources, { recursive: true });
  await run(python, ["-m", "build", "--no-isolation", "--outdir", dist, sources]);
  await run(python, ["-m", "venv", "--without-pip", dirname(bin)]);
  const [packages, ours] = await Promise.all([python, join(bin, "python")].map(packagesOf));
  await writeFile(join(ours ?? "", "with-pulumi.pth"), `${packages}\n`);
  const wheels = (await readdir(dist))
    .filter((name) => name.endsWith(".whl"))
    .map((name) => join(dist, name));
  const options = ["--no-index", "--quiet", "--disable-pip-version-check"];
  await run(python, ["-m", "pip", "--python", join(bin, "python"), "install", ...options, ...wheels]);
}

/** The folder of a Python's packages. */
async function packagesOf(python: string): Promise<string> {
  const { stdout } = await run(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  return stdout.trim();
}
