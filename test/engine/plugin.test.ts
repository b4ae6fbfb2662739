/** The provider plugin on the real engine: a key pair's life, names that the engine makes, and a killed CLI. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { backendText, succeed, type Stack } from "./stack";
import { it } from "./fixtures";

/** What a generated SDK would bring, in few words. */
const sdk = `
const pulumi = require("@pulumi/pulumi");
class KeyPair extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    const outputs = { keyPairName: undefined, regionId: undefined, publicKey: undefined, privateKey: undefined };
    super("alicloud-keypair:index:KeyPair", name, { ...outputs, ...args }, opts);
  }
}
`;

function program(args = '{ keyPairName: "dev" }', opts = "{}"): string {
  return `${sdk}
const dev = new KeyPair("dev", ${args}, ${opts});
module.exports = { keyPairName: dev.keyPairName, publicKey: dev.publicKey, privateKey: dev.privateKey };
`;
}

/** Changes the only pair's tags outside the stack. */
async function retag(emulator: Emulator, tags: Record<string, string>): Promise<void> {
  const [pair] = emulator.keyPairs();
  if (pair !== undefined) {
    emulator.removeKeyPair(pair.regionId, pair.keyPairName);
    const { regionId, keyPairName, publicKey } = pair;
    await emulator.putKeyPair({ regionId, keyPairName, publicKey, tags: { ...pair.tags, ...tags } });
  }
}

/** A second preview and `up` find nothing to do. */
async function expectNothingToDo(stack: Stack): Promise<void> {
  await succeed(stack.run(["preview", "--expect-no-changes"]));
}

describe("a key pair on the plugin", () => {
  it("is created, retagged, renamed and destroyed, its private key a secret", async ({
    open,
    emulator,
    workspace,
  }) => {
    const stack = await open({
      plugin: true,
      program: program('{ keyPairName: "dev", tags: { team: "a", old: "x" } }'),
    });

    await succeed(stack.up());

    // What changed outside shows after a refresh beside what changed in the program, and up puts it right.
    await retag(emulator, { team: "z" });
    await succeed(stack.refresh());
    await stack.write(program('{ keyPairName: "dev", tags: { team: "b" } }'));
    const retagging = await succeed(stack.preview());
    expect(retagging.text).toMatch(/- old\s*: "x"/);
    expect(retagging.text).toMatch(/~ team\s*: "z" => "b"/);
    await succeed(stack.up());
    const [retagged] = emulator.keyPairs();
    expect(retagged?.tags).toMatchObject({ team: "b" });
    expect(retagged?.tags).not.toHaveProperty("old");

    // Another name replaces the pair, the new one first.
    await stack.write(program('{ keyPairName: "dev-2", tags: { team: "b" } }'));
    emulator.clearCalls();
    expect((await succeed(stack.preview())).text).toMatch(/~ keyPairName\s*: "dev" => "dev-2"/);
    await succeed(stack.up());
    const writes = emulator.calls().filter((call) => /^(Create|Delete)/.test(call.action));
    expect(writes.map((call) => call.action)).toEqual(["CreateKeyPair", "DeleteKeyPairs"]);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev-2"]);

    // A pair that is not there is not imported.
    const importing = [
      "import",
      "alicloud-keypair:index:KeyPair",
      "theirs",
      "nobody",
      "--generate-code=false",
    ];
    const refused = await stack.run([...importing, "--yes"]);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toMatch(/key pair "nobody" in cn-hangzhou does not exist/);

    expect((await stack.outputs())["privateKey"]).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(await backendText(workspace)).not.toContain("BEGIN RSA");
    expect(stack.printed()).not.toContain("BEGIN RSA");
    await succeed(stack.destroy());
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("a key pair without a name on the plugin", () => {
  it("is named by the autonaming of the project, or of the stack before it, and keeps its name as long as it lives", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    const manifest = join(stack.folder, "Pulumi.yaml");
    const plain = await readFile(manifest, "utf8");
    const autonaming = (setting: string) =>
      writeFile(manifest, `${plain}config:\n  pulumi:autonaming:\n    value:\n      ${setting}\n`);
    const names = () => emulator.keyPairs().map((pair) => pair.keyPairName);

    // Switched off, it makes no name.
    await autonaming("mode: disabled");
    const off = await stack.preview();
    expect(off.exitCode).not.toBe(0);
    expect(off.text).toMatch(/keyPairName is required[^\n]*pulumi:autonaming/);
    expect(emulator.calls()).toEqual([]);

    await autonaming("pattern: project-${name}");
    expect((await succeed(stack.preview())).text).toMatch(/keyPairName\s*: "project-dev"/);
    await succeed(stack.up());
    expect(names()).toEqual(["project-dev"]);

    // Another pattern renames no pair that lives; the stack's own comes before the project's.
    await succeed(stack.run(["config", "set", "--path", "pulumi:autonaming.pattern", "stack-${name}"]));
    await expectNothingToDo(stack);
    await succeed(stack.destroy());
    await succeed(stack.up());
    expect(names()).toEqual(["stack-dev"]);
  });
});

describe("a CLI that is killed while a create is under way", () => {
  it("leaves no pair whose private key is lost: the next up creates one and keeps it, whatever the default region", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    emulator.faults.add({ kind: "delay", answerDelayMs: 5_000, action: "CreateKeyPair", calls: 1 });

    const up = stack.startUp();
    await expect.poll(() => emulator.keyPairs().length, { timeout: 60_000 }).toBe(1);
    process.kill(up.pid, "SIGKILL");
    await expect.poll(() => emulator.keyPairs(), { timeout: 60_000 }).toEqual([]);
    await up.ended;
    await succeed(stack.run(["cancel", "--yes"]));
    await succeed(stack.up());

    const [pair] = emulator.keyPairs();
    expect(await stack.outputs()).toMatchObject({ publicKey: pair?.publicKey });
    for (const elsewhere of ["cn-beijing", ""]) {
      expect((await succeed(stack.up({ ALICLOUD_REGION: elsewhere }))).text).toContain("2 unchanged");
    }
    expect(emulator.keyPairs()).toEqual([
      { ...pair, keyPairName: expect.stringMatching(/^dev-[0-9a-f]{7}$/) as string },
    ]);
  });
});
