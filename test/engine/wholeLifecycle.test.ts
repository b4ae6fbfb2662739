/** Rotation, adoption and drift on the real engine, where its own order of steps matters. */
import { describe, expect } from "vitest";
import { it, program } from "./fixtures";
import { succeed } from "./stack";

const regionId = "cn-hangzhou";

describe("rotation by replacementTrigger", () => {
  it("of a generated name makes the new pair before the old one goes", async ({ open, emulator }) => {
    const rotated = (version: string): string => program("{}", `{ replacementTrigger: "${version}" }`);
    const stack = await open({ program: rotated("v1") });
    await succeed(stack.up());
    await stack.write(rotated("v2"));
    emulator.clearCalls();

    await succeed(stack.up());

    const writes = emulator.calls().filter((call) => /^(Create|Delete)/.test(call.action));
    expect(writes.map((call) => call.action)).toEqual(["CreateKeyPair", "DeleteKeyPairs"]);
    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
  });
});

describe("a replacement of a fixed name without delete-first", () => {
  it("fails and touches nothing", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    const before = await stack.outputs();
    const [pair] = await stack.keyPairs();

    const replaced = await stack.run([
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "test",
      "--replace",
      String(pair?.urn),
    ]);

    expect(replaced.exitCode).not.toBe(0);
    expect(replaced.text).toMatch(/already exists[\s\S]*deleteBeforeReplace/);
    expect(await stack.outputs()).toEqual(before);
    expect(emulator.keyPairs().map((each) => each.publicKey)).toEqual([before["publicKey"]]);
  });
});

describe("an adopted pair", () => {
  it("survives destroy", async ({ open, emulator }) => {
    const theirs = await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "theirs" } });
    const stack = await open({ program: program('{ keyPairName: "dev", adopt: true }') });

    await succeed(stack.up());
    const refreshed = await succeed(stack.refresh());
    const destroyed = await succeed(stack.destroy());

    expect(refreshed.text).toContain("2 unchanged");
    expect(destroyed.text).toMatch(/warning: .*was adopted.*stays in ECS/);
    expect(emulator.keyPairs()).toMatchObject([{ publicKey: theirs.publicKey, tags: { team: "theirs" } }]);
  });
});

describe("tags", () => {
  it("change in place, and drift of them is put right, with the same private key", async ({
    open,
    emulator,
  }) => {
    const tagged = (team: string): string => program(`{ keyPairName: "dev", tags: { team: "${team}" } }`);
    const stack = await open({ program: tagged("infra") });
    await succeed(stack.up());
    const { privateKey } = await stack.outputs();
    await stack.write(tagged("apps"));

    const updated = await succeed(stack.up());
    const again = await succeed(stack.up());

    expect(updated.text).toContain("1 updated");
    expect(again.text).toContain("2 unchanged");
    expect(emulator.keyPairs()[0]?.tags).toMatchObject({ team: "apps" });
    expect((await stack.outputs())["privateKey"]).toBe(privateKey);
  });
});

describe("a refresh straight after up is empty", () => {
  it.for([
    ["a local key", '{ keySource: "local", algorithm: "ECDSA", tags: { a: "" } }'],
    [
      "a group and flags",
      '{ keyPairName: "dev", resourceGroupId: "rg-aaaaaaaaaaaaaaa", detachOnDelete: true }',
    ],
    ["no tags of the provider's own", "{ ownerTags: false }"],
  ] as const)("with %s", async ([, args], { open, emulator }) => {
    const stack = await open({ program: program(args) });
    await succeed(stack.up());

    const refreshed = await succeed(stack.refresh());
    const again = await succeed(stack.up());
    await succeed(stack.destroy());

    expect(refreshed.text).toContain("2 unchanged");
    expect(again.text).toContain("2 unchanged");
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("a pair that was made anew outside", () => {
  it("under a fixed name fails at the replacement, and state keeps the old key", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await succeed(stack.up());
    const { privateKey } = await stack.outputs();
    const theirs = await emulator.putKeyPair({ regionId, keyPairName: "dev" });

    const refreshed = await succeed(stack.refresh());
    const up = await stack.up();

    expect(refreshed.text).toMatch(/warning: .*holds another key in ECS/);
    expect(up.exitCode).not.toBe(0);
    expect(up.text).toMatch(/already exists[\s\S]*adopt: true/);
    expect((await stack.outputs())["privateKey"]).toBe(privateKey);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });
});

describe("Pulumi's own options", () => {
  it("protect keeps the pair from a destroy, retainOnDelete leaves it in ECS", async ({ open, emulator }) => {
    const stack = await open({ program: program('{ keyPairName: "dev" }', "{ protect: true }") });
    await succeed(stack.up());
    const refused = await stack.destroy();
    await stack.write(program('{ keyPairName: "dev" }', "{ retainOnDelete: true }"));
    await succeed(stack.up());

    await succeed(stack.destroy());

    expect(refused.exitCode).not.toBe(0);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev"]);
  });
});
