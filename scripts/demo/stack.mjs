// One of the demo's stacks: a copy of an example with the packed package, in an environment without the user's own accounts.
import { randomBytes } from "node:crypto";
import { cp, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../setup/child.mjs";
import { installProject } from "../setup/example.mjs";
import { root } from "../setup/places.mjs";

/** @typedef {{ folder: string, pulumi: string, env: NodeJS.ProcessEnv }} Stack */

const emulatorAccount = { accessKey: "emulator", secretKey: "emulator" };

/**
 * What the demo's stacks need in addition to the PATH.
 *
 * @param {string} folder the demo's own
 * @param {string} emulatorUrl
 * @param {{ accessKey: string, secretKey: string }} [account]
 * @returns {Promise<Record<string, string>>}
 */
export async function demoSettings(folder, emulatorUrl, account = emulatorAccount) {
  const backend = join(folder, "backend");
  await mkdir(backend, { recursive: true });
  return {
    PULUMI_HOME: join(folder, "pulumi-home"),
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64url"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ALIBABA_CLOUD_ENDPOINT_ECS: emulatorUrl,
    ALIBABA_CLOUD_ENDPOINT_STS: emulatorUrl,
    ALICLOUD_REGION: "cn-hangzhou",
    ALICLOUD_ACCESS_KEY: account.accessKey,
    ALICLOUD_SECRET_KEY: account.secretKey,
  };
}

/**
 * The user's environment without what chooses a Pulumi backend, a stack, or an account of the cloud.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutAccounts(env) {
  const entries = Object.entries(env);
  return Object.fromEntries(entries.filter(([name]) => !/^(PULUMI|ALICLOUD|ALIBABA_?CLOUD)_/i.test(name)));
}

/**
 * Copies an example and installs its packages.
 *
 * @param {string} example
 * @param {string} folder
 * @param {string} tarball
 * @param {NodeJS.ProcessEnv} env
 */
export async function copyExample(example, folder, tarball, env) {
  // What a user has created there while trying the example would be in the way.
  const usersOwn = /^(node_modules|package-lock\.json|Pulumi\..+\.yaml)$/;
  await cp(join(root, "examples", example), folder, {
    recursive: true,
    filter: (path) => !usersOwn.test(basename(path)),
  });
  await installProject(folder, tarball, env);
}

/** @param {Stack} stack @param {...string} args */
export async function engine({ folder, pulumi, env }, ...args) {
  return await run(pulumi, [...args, "--stack", "dev", "--non-interactive"], { cwd: folder, env });
}
