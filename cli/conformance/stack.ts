/** A Pulumi stack with one key pair, in a temporary folder with a backend of its own. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { prefixOf } from "../../emulator/contract/ground";
import { projectOf } from "./cleanUp";
import { CannotRun } from "./errors";
import { runPulumi, type PulumiEnd } from "./pulumi";

/** A stack. */
export interface Stack {
  /** Runs a command of Pulumi's; the signal cancels it. */
  run(args: readonly string[], signal?: AbortSignal): Promise<PulumiEnd>;
  /** Removes the folder, and with it the stack's state. */
  remove(): Promise<void>;
}

/** How the names of the stack's key pairs begin. */
export const stackPrefix = (runId: string): string => `${prefixOf(runId)}lifecycle`;

/**
 * Checks that there is a Pulumi to run, and an installation that it can use.
 *
 * @throws {@link CannotRun}
 */
export async function checkPulumi(): Promise<void> {
  modulesFolder();
  const { succeeded, failure } = await runPulumi(["version"], { cwd: tmpdir(), env: process.env });
  if (!succeeded) {
    const remedy = "Install Pulumi, or run without --lifecycle";
    throw new CannotRun(`--lifecycle needs the command pulumi: ${failure}. ${remedy}`);
  }
}

/** The folder that has this package, and beside it what programs need. */
function modulesFolder(): string {
  const folder = dirname(dirname(require.resolve("pulumi-alicloud-keypair/package.json")));
  if (basename(folder) !== "node_modules" || !existsSync(join(folder, "@pulumi", "pulumi"))) {
    throw new CannotRun("--lifecycle needs this package installed by npm, beside @pulumi/pulumi");
  }
  return folder;
}

/**
 * Makes the stack. Its key pair is replaced when `generation` in the stack's configuration changes.
 *
 * @throws {@link CannotRun} if Pulumi can't make it
 */
export async function makeStack(runId: string, regionId: string): Promise<Stack> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${projectOf(runId)}-`)));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const env = await environment(folder);
  const stack: Stack = {
    run: (args, signal) => runPulumi(args, { cwd: folder, env, ...(signal === undefined ? {} : { signal }) }),
    remove,
  };
  try {
    for (const [name, text] of Object.entries(projectFiles(runId, regionId))) {
      await writeFile(join(folder, name), text);
    }
    await symlink(modulesFolder(), join(folder, "node_modules"), "junction");
    const { succeeded, failure } = await stack.run(["stack", "init", "lifecycle"]);
    if (!succeeded) throw new CannotRun(`pulumi stack init failed: ${failure}`);
    return stack;
  } catch (error) {
    await remove();
    throw error;
  }
}

function projectFiles(runId: string, regionId: string): Record<string, string> {
  const name = projectOf(runId);
  return {
    "Pulumi.yaml": `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
    "package.json": JSON.stringify({ name, main: "index.js", private: true }),
    "index.js": `const { Config } = require("@pulumi/pulumi");
const { KeyPair } = require("pulumi-alicloud-keypair");
const replacementTrigger = new Config().require("generation");
const pair = new KeyPair(${JSON.stringify(stackPrefix(runId))}, { regionId: ${JSON.stringify(regionId)} }, { replacementTrigger });
module.exports = { keyPairName: pair.keyPairName, publicKey: pair.publicKey, privateKey: pair.privateKey };
`,
  };
}

/** The user's environment with another Pulumi: its home, its backend and its secrets are in the folder. */
async function environment(folder: string): Promise<NodeJS.ProcessEnv> {
  const backend = join(folder, "backend");
  await mkdir(backend);
  const others = Object.entries(process.env).filter(([name]) => !/^PULUMI_/i.test(name));
  return {
    ...Object.fromEntries(others),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64url"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
}
