/** Where the private key can be seen on the real engine, and where it can't. */
import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createPublicKey } from "node:crypto";
import { describe, expect } from "vitest";
import { account, credentials } from "../lifecycle/outcomes";
import { providerReference } from "../lifecycle/host";
import { secretsIn } from "../secrets";
import { descendantsArguments } from "./descendants";
import { it, program, secretOf } from "./fixtures";
import { backendText, filesText, succeed, type Stack } from "./stack";

const run = promisify(execFile);
const itWithToken = it.extend({ accounts: [account] });
const ownSecrets = [account.accessKeySecret, account.securityToken];
const regionId = "cn-hangzhou";

/** A pair by ECS, whose private key another resource takes, and a local one. */
function twoPairs(keyPairName: string, team: string): string {
  return `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair");
const provider = { create: async (inputs) => ({ id: "note", outs: inputs }) };
class Note extends pulumi.dynamic.Resource {}
const dev = new alicloud.KeyPair("dev", { keyPairName: "${keyPairName}", tags: { team: "${team}" } });
const local = new alicloud.KeyPair("local", { keySource: "local", rsaBits: 2048 });
new Note(provider, "note", { text: dev.privateKey });
module.exports = { dev: dev.privateKey, local: local.privateKey };
`;
}

async function keysOf(stack: Stack): Promise<string[]> {
  return Object.values(await stack.outputs()).map(String);
}

describe("no private key, secret key or token", () => {
  itWithToken("is printed by any command, or written to any file", async ({ open, emulator, workspace }) => {
    const stack = await open({ program: twoPairs("dev", "a") });
    const secretly = ["config", "set", "--secret"];
    await succeed(stack.run(["config", "set", "alicloud:accessKey", account.accessKeyId]));
    await succeed(stack.run([...secretly, "alicloud:secretKey", account.accessKeySecret]));
    await succeed(stack.run([...secretly, "alicloud:securityToken", account.securityToken]));

    await succeed(stack.preview());
    await succeed(stack.run(["preview", "--json"]));
    await succeed(stack.run(["up", "--yes", "--diff"]));
    const first = await keysOf(stack);
    await stack.write(twoPairs("dev", "b"));
    await succeed(stack.run(["preview", "--json"]));
    await succeed(stack.up());
    await succeed(stack.run(["refresh", "--yes", "--diff", "--skip-preview"]));
    await succeed(stack.run(["refresh", "--preview-only"]));
    await succeed(stack.run(["stack"]));
    await succeed(stack.run(["stack", "history", "--json"]));
    emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 1 });
    await stack.write(twoPairs("dev-2", "b"));
    await succeed(stack.run(["up", "--yes", "--diff", "--skip-preview"]));
    const second = await keysOf(stack);
    await succeed(stack.run(["stack", "export"]));
    await succeed(stack.destroy());

    const written = [await filesText(workspace.folder), await filesText(stack.folder)];
    expect(new Set([...first, ...second]).size).toBe(3);
    for (const text of [stack.printed(), ...written]) {
      expect(secretsIn(text, [...ownSecrets, ...first, ...second])).toEqual([]);
    }
    expect(await filesText(join(workspace.folder, "backend"))).toContain("ciphertext");
    expect(emulator.keyPairs()).toEqual([]);
  });

  itWithToken("is printed or written where an operation fails", async ({ open, emulator, workspace }) => {
    const stack = await open({ program: twoPairs("dev", "a") });
    const forbidden = { kind: "error", code: "Forbidden.RAM", httpStatus: 403, calls: 1 } as const;
    const message = `SecurityToken=${account.securityToken}. StringToSign: GET&${account.securityToken}`;
    const up = () => stack.up(credentials);
    await succeed(up());
    const keys = await keysOf(stack);

    await stack.write(twoPairs("dev", "b"));
    emulator.faults.add({ ...forbidden, action: "TagResources", message });
    const updated = await up();
    await stack.write(twoPairs("dev-2", "a"));
    emulator.faults.add({ ...forbidden, action: "CreateKeyPair", message });
    const refused = await up();
    emulator.addInstance({ regionId, keyPairName: "dev" });
    const bound = await stack.destroy(credentials);
    await succeed(stack.run(["stack", "export"]));

    const texts = [updated, refused, bound].map(({ text }) => text);
    expect(texts.map((text) => /next up goes on|Forbidden|not deleted/.exec(text)?.[0])).toEqual([
      "Forbidden",
      "Forbidden",
      "not deleted",
    ]);
    const written = [await filesText(workspace.folder), await filesText(stack.folder)];
    for (const text of [stack.printed(), ...written]) {
      expect(secretsIn(text, [...ownSecrets, ...keys])).toEqual([]);
      expect(text).not.toMatch(/string.?to.?sign/i);
    }
  });

  itWithToken.for([
    ["the environment", credentials],
    ["the CLI's profile", { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" }],
  ] as const)(
    "of %s is in the backend at all, not encrypted either",
    async ([, env], { open, workspace }) => {
      const profile = {
        ...{ name: "default", mode: "StsToken", access_key_id: account.accessKeyId },
        ...{ access_key_secret: account.accessKeySecret, sts_token: account.securityToken },
      };
      await mkdir(join(workspace.folder, ".aliyun"));
      const file = JSON.stringify({ current: "default", profiles: [profile] });
      await writeFile(join(workspace.folder, ".aliyun", "config.json"), file);
      const stack = await open();
      await succeed(stack.up(env));

      const { stdout } = await succeed(stack.run(["stack", "export", "--show-secrets"]));

      expect(secretsIn(stdout, await keysOf(stack))).not.toEqual([]);
      expect(secretsIn(stdout, ownSecrets)).toEqual([]);
      expect(secretsIn(await backendText(workspace), ownSecrets)).toEqual([]);
    },
  );

  it.runIf(existsSync("/proc/self/cmdline"))(
    "is among the arguments of a process while another pair is made",
    async ({ open, emulator }) => {
      const stack = await open({
        program: `
const alicloud = require("pulumi-alicloud-keypair");
const dev = new alicloud.KeyPair("dev");
new alicloud.KeyPair("later", {}, { dependsOn: dev });
module.exports = { privateKey: dev.privateKey };
`,
      });
      emulator.faults.add({ kind: "delay", action: "CreateKeyPair", calls: 1 });
      emulator.faults.add({ kind: "delay", effectDelayMs: 4_000, action: "CreateKeyPair", calls: 1 });
      const creates = () => emulator.calls().filter(({ action }) => action === "CreateKeyPair");

      const up = stack.up();
      await expect.poll(() => creates().length, { timeout: 60_000, interval: 50 }).toBe(2);
      const processes = await descendantsArguments(process.pid);
      const outcomes = creates().map(({ outcome }) => outcome);
      await succeed(up);

      expect(outcomes).toEqual(["OK", "PENDING"]);
      expect(processes).toMatch(/pulumi[\s\S]*dynamic-provider/);
      expect(secretsIn(processes, [secretOf("emulator"), ...(await keysOf(stack))])).toEqual([]);
    },
  );
});

describe("the private key", () => {
  it("is a PEM with --show-secrets that ssh-keygen reads", async ({ open, emulator, workspace }) => {
    const stack = await open();
    await succeed(stack.up());

    const { stdout: pem } = await succeed(stack.run(["stack", "output", "privateKey", "--show-secrets"]));

    const file = join(workspace.folder, "dev.pem");
    await writeFile(file, pem);
    await chmod(file, 0o600);
    const { stdout: publicKey } = await run("ssh-keygen", ["-y", "-f", file]);
    expect(publicKey.trim()).toBe(emulator.keyPairs()[0]?.publicKey);
    expect(createPublicKey(pem).asymmetricKeyType).toBe("rsa");
  });

  it("stays secret in a later stack that reads it through a StackReference", async ({ open }) => {
    const keys = await open({ project: "keys" });
    await succeed(keys.up());
    const later = await open({
      project: "later",
      program: `
const pulumi = require("@pulumi/pulumi");
const keys = new pulumi.StackReference("organization/keys/test");
module.exports = { privateKey: keys.requireOutput("privateKey") };
`,
    });

    const up = await succeed(later.up());

    expect(up.text).toMatch(/privateKey\s*: \[secret\]/);
    expect(await later.outputs()).toEqual({ privateKey: (await keys.outputs())["privateKey"] });
  });

  it("is replaced only at rotation: a trigger with a fixed name deletes first", async ({
    open,
    emulator,
  }) => {
    const rotated = (version: number): string =>
      program('{ keyPairName: "dev" }', `{ replacementTrigger: "v${version}" }`);
    const stack = await open({ program: rotated(1) });
    await succeed(stack.up());
    const before = emulator.keyPairs()[0]?.publicKey;
    await stack.write(rotated(2));

    await succeed(stack.up());

    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev"]);
    expect(emulator.keyPairs()[0]?.publicKey).not.toBe(before);
    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
  });
});

describe("state", () => {
  it("holds a constant reference to the provider, not its code", async ({ open }) => {
    const stack = await open();

    await succeed(stack.up());

    const [pair] = await stack.keyPairs();
    expect(pair?.inputs?.["__provider"]).toBe(providerReference);
    expect(pair?.outputs?.["__provider"]).toBe(providerReference);
  });
});
