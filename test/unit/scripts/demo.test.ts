// What the demo shows, and what of the user's environment its stacks see.
import { expect } from "vitest";
import { demoSettings, withoutAccounts } from "../../../scripts/demo/stack.mjs";
import { summary } from "../../../scripts/demo/summary.mjs";
import { test } from "./fixtures";

const devKey = { keyPairName: "dev", fingerPrint: "a1b2", publicKey: "ssh-rsa AAAA", privateKey: "[secret]" };
const laterStack = { keyPairName: "dev", holdsPrivateHalf: true, usableKey: "[secret]" };

test("the summary names the key pair and ECS's fingerprint, and shows no key", () => {
  const shown = summary(devKey, laterStack);

  expect(shown).toContain("keyPairName  dev");
  expect(shown).toContain("fingerPrint  a1b2");
  expect(shown).toContain("privateKey   [secret]");
});

test("a private key that is not secret fails the demo without being shown", () => {
  const leaked = () => summary({ ...devKey, privateKey: "-----BEGIN" }, laterStack);

  expect(leaked).toThrow("dev-key's privateKey is not a secret");
});

test("a later stack that does not hold the private key fails the demo", () => {
  expect(() => summary(devKey, { ...laterStack, holdsPrivateHalf: false })).toThrow("does not belong");
});

test("no account of the user reaches the demo's stacks", () => {
  const env = {
    PATH: "/bin",
    PULUMI_ACCESS_TOKEN: "token",
    ALICLOUD_PROFILE: "production",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "key",
    ALIBABACLOUD_ACCESS_KEY_ID: "key",
  };

  expect(withoutAccounts(env)).toEqual({ PATH: "/bin" });
});

test("each demo has a passphrase of its own and points every endpoint to the emulator", async ({
  folder,
}) => {
  const url = "http://127.0.0.1:8410";

  const first = await demoSettings(folder, url);
  const second = await demoSettings(folder, url);

  expect(first).toMatchObject({ ALIBABA_CLOUD_ENDPOINT_ECS: url, ALIBABA_CLOUD_ENDPOINT_STS: url });
  expect(first["PULUMI_CONFIG_PASSPHRASE"]).not.toBe(second["PULUMI_CONFIG_PASSPHRASE"]);
});
