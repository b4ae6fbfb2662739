/** The provider plugin on the real engine: what the dynamic host can't do, and stacks taken over from it. */
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../emulator/emulator";
import { backendText, succeed, type Stack } from "./stack";
import { it, program as dynamicProgram } from "./fixtures";

/** What a generated SDK would bring, in few words. */
const sdk = `
const pulumi = require("@pulumi/pulumi");
class KeyPair extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    const outputs = { keyPairName: undefined, regionId: undefined, publicKey: undefined, privateKey: undefined };
    super("alicloud-keypair:index:KeyPair", name, { ...outputs, ...args }, opts);
  }
}
class Provider extends pulumi.ProviderResource {
  constructor(name, args) {
    super("alicloud-keypair", name, args);
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

describe("on the plugin", () => {
  it("a key pair is made, refreshed and destroyed, its private key a secret; a preview makes no call", async ({
    open,
    emulator,
    workspace,
  }) => {
    const stack = await open({ plugin: true, program: program() });

    const preview = await succeed(stack.preview());
    const calls = emulator.calls();
    await succeed(stack.up());
    emulator.clearCalls();
    await expectNothingToDo(stack);
    const callsAgain = emulator.calls();
    const refreshed = await succeed(stack.refresh());
    await expectNothingToDo(stack);
    const outputs = await stack.outputs();
    const backend = await backendText(workspace);
    await succeed(stack.destroy());

    expect(preview.text).toMatch(/keyPairName\s*: "dev"/);
    expect([...calls, ...callsAgain]).toEqual([]);
    expect(refreshed.text).toContain("2 unchanged");
    expect(outputs["privateKey"]).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(backend).not.toContain("BEGIN RSA");
    expect(stack.printed()).not.toContain("BEGIN RSA");
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("another name replaces the pair, the new one first; tags change in place and show one by one", async ({
    open,
    emulator,
  }) => {
    const stack = await open({
      plugin: true,
      program: program('{ keyPairName: "dev", tags: { team: "a", old: "x" } }'),
    });
    await succeed(stack.up());
    await stack.write(program('{ keyPairName: "dev", tags: { team: "b" } }'));

    const retag = await succeed(stack.preview());
    await succeed(stack.up());
    await stack.write(program('{ keyPairName: "dev-2", tags: { team: "b" } }'));
    emulator.clearCalls();
    const replace = await succeed(stack.preview());
    await succeed(stack.up());

    expect(retag.text).toMatch(/- old\s*: "x"/);
    expect(retag.text).toMatch(/~ team\s*: "a" => "b"/);
    expect(replace.text).toMatch(/~ keyPairName\s*: "dev" => "dev-2"/);
    const writes = emulator.calls().filter((call) => /^(Create|Delete)/.test(call.action));
    expect(writes.map((call) => call.action)).toEqual(["CreateKeyPair", "DeleteKeyPairs"]);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev-2"]);
  });

  it("drift shows after a refresh, and up puts it right", async ({ open, emulator }) => {
    const stack = await open({
      plugin: true,
      program: program('{ keyPairName: "dev", tags: { team: "a" } }'),
    });
    await succeed(stack.up());
    await retag(emulator, { team: "z" });

    await succeed(stack.refresh());
    const preview = await succeed(stack.preview());
    await succeed(stack.up());

    expect(preview.text).toMatch(/~ team\s*: "z" => "a"/);
    expect(emulator.keyPairs()[0]?.tags["team"]).toBe("a");
  });

  it("a program without arguments makes one pair and keeps it, wherever the default region moves", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    await succeed(stack.up());
    const elsewhere = { ALICLOUD_REGION: "cn-beijing" };

    const again = await succeed(stack.up(elsewhere));
    const onceMore = await succeed(stack.up({ ALICLOUD_REGION: "" }));

    expect(again.text).toContain("2 unchanged");
    expect(onceMore.text).toContain("2 unchanged");
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual([
      expect.stringMatching(/^dev-[0-9a-f]{7}$/),
    ]);
  });

  it("explicit providers make pairs of one name in two regions", async ({ open, emulator }) => {
    const stack = await open({
      plugin: true,
      program: `${sdk}
for (const region of ["cn-beijing", "cn-shanghai"]) {
  new KeyPair(region, { keyPairName: "dev" }, { provider: new Provider(region, { region }) });
}
`,
    });

    await succeed(stack.up());
    const pairs = emulator.keyPairs().map((pair) => pair.regionId);
    await expectNothingToDo(stack);
    await succeed(stack.destroy());

    expect(pairs.toSorted()).toEqual(["cn-beijing", "cn-shanghai"]);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("the stack's autonaming makes the name", async ({ open, emulator }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    await succeed(stack.run(["config", "set", "--path", "pulumi:autonaming.pattern", "team-${name}"]));

    const preview = await succeed(stack.preview());
    await succeed(stack.up());
    await expectNothingToDo(stack);

    expect(preview.text).toMatch(/keyPairName\s*: "team-dev"/);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["team-dev"]);
  });
});

describe("autonaming in the project's own file", () => {
  it("makes the name, and the stack's own configuration comes first", async ({ open, emulator }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    const pattern = "config:\n  pulumi:autonaming:\n    value:\n      pattern: project-${name}\n";
    await appendFile(join(stack.folder, "Pulumi.yaml"), pattern);

    const preview = await succeed(stack.preview());
    await succeed(stack.up());
    await expectNothingToDo(stack);
    const named = emulator.keyPairs().map((pair) => pair.keyPairName);
    await succeed(stack.destroy());
    await succeed(stack.run(["config", "set", "--path", "pulumi:autonaming.pattern", "stack-${name}"]));
    await succeed(stack.up());

    expect(preview.text).toMatch(/keyPairName\s*: "project-dev"/);
    expect(named).toEqual(["project-dev"]);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["stack-dev"]);
  });

  it("refuses a pair without a name where it is switched off", async ({ open, emulator }) => {
    const stack = await open({ plugin: true, program: program("{}") });
    const off = "config:\n  pulumi:autonaming:\n    value:\n      mode: disabled\n";
    await appendFile(join(stack.folder, "Pulumi.yaml"), off);

    const preview = await stack.preview();

    expect(preview.exitCode).not.toBe(0);
    expect(preview.text).toMatch(/keyPairName is required[^\n]*pulumi:autonaming/);
    expect(emulator.calls()).toEqual([]);
  });
});

describe("a CLI that is killed while a create is under way", () => {
  it("leaves no pair whose private key nobody holds: the next up makes one", async ({ open, emulator }) => {
    const stack = await open({ plugin: true, program: program() });
    emulator.faults.add({ kind: "delay", answerDelayMs: 2_000, action: "CreateKeyPair", calls: 1 });

    const up = stack.startUp();
    await expect.poll(() => emulator.keyPairs().length, { timeout: 60_000 }).toBe(1);
    process.kill(up.pid, "SIGKILL");
    await expect.poll(() => emulator.keyPairs(), { timeout: 60_000 }).toEqual([]);
    await up.ended;
    await succeed(stack.run(["cancel", "--yes"]));
    await succeed(stack.up());

    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
  });
});

describe("the resource option import", () => {
  it("takes a pair into the stack, by REGION/NAME, once", async ({ open, emulator }) => {
    const theirs = await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });
    const stack = await open({
      plugin: true,
      program: program(
        '{ keyPairName: "theirs", regionId: "cn-beijing" }',
        '{ import: "cn-beijing/theirs" }',
      ),
    });

    await succeed(stack.up());
    await expectNothingToDo(stack);
    const outputs = await stack.outputs();
    await succeed(stack.destroy());

    expect(outputs["publicKey"]).toBe(theirs.publicKey);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("pulumi import", () => {
  const type = "alicloud-keypair:index:KeyPair";

  it("takes a pair into the stack by REGION/NAME; its program previews clean, and destroy deletes it", async ({
    open,
    emulator,
  }) => {
    const theirs = await emulator.putKeyPair({
      regionId: "cn-beijing",
      keyPairName: "theirs",
      tags: { team: "a" },
    });
    const stack = await open({ plugin: true, program: sdk });
    await succeed(stack.up());

    await succeed(
      stack.run([
        "import",
        type,
        "dev",
        "cn-beijing/theirs",
        "--generate-code=false",
        "--protect=false",
        "--yes",
        "--skip-preview",
      ]),
    );
    await stack.write(program('{ keyPairName: "theirs", regionId: "cn-beijing", tags: { team: "a" } }'));
    await expectNothingToDo(stack);
    await succeed(stack.up());
    const outputs = await stack.outputs();
    const [imported] = await stack.keyPairs();
    await succeed(stack.refresh());
    const destroyed = await succeed(stack.destroy());

    expect(outputs).toMatchObject({ keyPairName: "theirs", publicKey: theirs.publicKey });
    expect(imported?.id).toBe("theirs");
    expect(destroyed.text).toMatch(/- 2 deleted/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("fails for a pair that is not there", async ({ open }) => {
    const stack = await open({ plugin: true, program: sdk });
    await succeed(stack.up());

    const imported = await stack.run(["import", type, "dev", "nobody", "--generate-code=false", "--yes"]);

    expect(imported.exitCode).not.toBe(0);
    expect(imported.text).toMatch(/there is no key pair "nobody" in cn-hangzhou/);
  });
});

describe("a stack of the dynamic host", () => {
  const alias = '{ aliases: [{ type: "pulumi-nodejs:dynamic/alicloud:KeyPair" }] }';

  it("is taken over by an alias: no replacement, no call, the same private key", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ plugin: true, program: dynamicProgram() });
    await succeed(stack.up());
    const before = await stack.outputs();
    await stack.write(program('{ keyPairName: "dev" }', alias));
    emulator.clearCalls();

    const preview = await succeed(stack.preview());
    const up = await succeed(stack.up());
    const calls = emulator.calls();
    const after = await stack.outputs();
    await succeed(stack.refresh());
    await expectNothingToDo(stack);
    const [taken] = await stack.keyPairs();
    await succeed(stack.destroy());

    expect(preview.text).not.toMatch(/replace|~ /);
    expect(up.text).toContain("2 unchanged");
    expect(calls).toEqual([]);
    expect(after).toEqual(before);
    expect(taken?.type).toBe("alicloud-keypair:index:KeyPair");
    expect(emulator.keyPairs()).toEqual([]);
  });
});
