// A running emulator and official SDK clients for its tests.
import Ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { test as base } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import { temporaryAccount } from "../../../emulator/contract/ground";
import type { EmulatorOptions } from "../../../emulator/options";

/** The second account of every emulator in these tests. */
export const otherAccount: AccountOptions = { accessKeyId: "other", accessKeySecret: "other-secret" };

export { temporaryAccount };

/** The first account of every emulator in these tests. */
export const firstAccount: AccountOptions = { accessKeyId: "emulator", accessKeySecret: "emulator" };

/** The region that these tests use. */
export const regionId = "cn-hangzhou";

/** Which signature the SDK creates. */
export type SignatureVersion = "ACS3-HMAC-SHA256" | "v2";

/** @returns the SDK's settings for an emulator. */
export function sdkConfig(
  url: string,
  account: AccountOptions = firstAccount,
  signatureAlgorithm: SignatureVersion = "ACS3-HMAC-SHA256",
): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({
    accessKeyId: account.accessKeyId,
    accessKeySecret: account.accessKeySecret,
    ...(account.securityToken === undefined ? {} : { securityToken: account.securityToken }),
    regionId,
    endpoint: new URL(url).host,
    protocol: "http",
    connectTimeout: 20_000,
    readTimeout: 20_000,
    signatureAlgorithm,
  });
}

/** @returns how the SDK's generic client calls an action. */
export function rpcParams(action: string, version: string): $OpenApiUtil.Params {
  return new $OpenApiUtil.Params({
    action,
    version,
    protocol: "HTTP",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
}

/** The fixtures of these tests. */
interface EmulatorFixtures {
  /** How the test's emulator starts; tests extend it with their own. */
  readonly emulatorOptions: EmulatorOptions;
  readonly emulator: Emulator;
  /** The SDK with the first account's access key. */
  readonly client: Ecs;
  /** The SDK with the second account's access key. */
  readonly otherClient: Ecs;
}

/** Tests with an emulator of their own. */
export const test = base.extend<EmulatorFixtures>({
  emulatorOptions: { keyPool: 3, accounts: [firstAccount, otherAccount, temporaryAccount] },
  emulator: async ({ emulatorOptions }, use) => {
    const emulator = await startEmulator(emulatorOptions);
    await use(emulator);
    await emulator.close();
  },
  client: async ({ emulator }, use) => {
    await use(new Ecs(sdkConfig(emulator.url)));
  },
  otherClient: async ({ emulator }, use) => {
    await use(new Ecs(sdkConfig(emulator.url, otherAccount)));
  },
});
