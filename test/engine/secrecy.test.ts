/** Where the private key can be seen on the real engine, and where it can't. */
import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createPublicKey } from "node:crypto";
import { describe, expect } from "vitest";
import { providerReference } from "../lifecycle/host";
import { it, program, secretOf } from "./fixtures";
import { backendText, succeed } from "./stack";

const run = promisify(execFile);

describe("the private key", () => {
  it("is in no output of any command, in no export and nowhere in the backend, and no credential is", async ({
    open,
    workspace,
  }) => {
    const stack = await open();
    await succeed(stack.preview());
    await succeed(stack.up());
    await succeed(stack.run(["stack", "output"]));
    await succeed(stack.run(["preview", "--json"]));
    await succeed(stack.refresh());
    const { stdout: exported } = await succeed(stack.run(["stack", "export"]));
    const backend = await backendText(workspace);
    const privateKey = String((await stack.outputs())["privateKey"]);
    await succeed(stack.destroy());

    const lines = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
    expect(lines.length).toBeGreaterThan(20);
    for (const text of [stack.printed(), exported, backend]) {
      expect([secretOf("emulator"), ...lines].filter((secret) => text.includes(secret))).toEqual([]);
    }
  });

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
