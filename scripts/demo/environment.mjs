// The environment of the demo's stacks: nothing of the user's cloud or Pulumi account reaches them.
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * What the demo's stacks need in addition to the PATH.
 *
 * @param {string} folder the demo's own
 * @param {string} emulatorUrl
 * @returns {Promise<Record<string, string>>}
 */
export async function demoSettings(folder, emulatorUrl) {
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
    ALICLOUD_ACCESS_KEY: "emulator",
    ALICLOUD_SECRET_KEY: "emulator",
  };
}

/**
 * The user's environment without what chooses a Pulumi backend, a stack, or an account of the cloud.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutAccounts(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(PULUMI|ALICLOUD|ALIBABA_?CLOUD)_/i.test(name)),
  );
}
