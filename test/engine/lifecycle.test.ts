/** A key pair's life on the real engine: up, up again, refresh, replace, destroy. */
import { describe, expect } from "vitest";
import { it, otherAccount, program } from "./fixtures";
import { succeed } from "./stack";

describe("up", () => {
  it("makes the pair; up again and refresh see no change, and up again makes no call", async ({
    open,
    emulator,
  }) => {
    const stack = await open();

    await succeed(stack.up());
    emulator.clearCalls();
    const again = await succeed(stack.up());
    const calls = emulator.calls();
    const refreshed = await succeed(stack.refresh());

    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev"]);
    expect(again.text).toContain("2 unchanged");
    expect(calls).toEqual([]);
    expect(refreshed.text).toContain("2 unchanged");
    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
  });

  it("makes anew what a refresh found deleted, with a warning", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    emulator.removeKeyPair("cn-hangzhou", "dev");

    const refreshed = await succeed(stack.refresh());
    await succeed(stack.up());

    expect(refreshed.text).toMatch(/warning: key pair "dev" in cn-hangzhou is gone from ECS/);
    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
  });

  it("makes the new pair before it deletes the old when the name changes", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    await stack.write(program('{ keyPairName: "dev-2" }'));
    emulator.clearCalls();

    await succeed(stack.up());

    const writes = emulator.calls().filter((call) => /^(Create|Delete)/.test(call.action));
    expect(writes.map((call) => call.action)).toEqual(["CreateKeyPair", "DeleteKeyPairs"]);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev-2"]);
  });

  it("replaces nothing when the name is taken out of the program or the default region moves", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await succeed(stack.up());
    await stack.write(program("{}"));

    const up = await succeed(stack.up({ ALICLOUD_REGION: "cn-beijing" }));

    expect(up.text).toContain("2 unchanged");
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["dev"]);
  });

  it("checks a name that is not known at preview once it is", async ({ open, emulator }) => {
    const chained = (suffix: string): string => `
const alicloud = require("pulumi-alicloud-keypair");
const first = new alicloud.KeyPair("first");
new alicloud.KeyPair("second", { keyPairName: first.keyPairName.apply((name) => name + "${suffix}") });
`;
    const stack = await open({ program: chained(" 2") });

    const preview = await succeed(stack.preview());
    const refused = await stack.up();
    await stack.write(chained("-2"));
    await succeed(stack.up());

    expect(preview.text).toContain("+ 3 to create");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toMatch(/keyPairName may hold letters/);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toContainEqual(
      expect.stringMatching(/^first-.{7}-2$/),
    );
  });

  it("previews without a call and without credentials", async ({ open, emulator }) => {
    const stack = await open();

    const preview = await succeed(stack.preview({ ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" }));

    expect(preview.text).toContain("+ 2 to create");
    expect(emulator.calls()).toEqual([]);
  });
});

describe("destroy", () => {
  it("deletes the pair", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());

    await succeed(stack.destroy());

    expect(emulator.keyPairs()).toEqual([]);
    expect(await stack.keyPairs()).toEqual([]);
  });

  it("succeeds where the pair is gone already", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    emulator.removeKeyPair("cn-hangzhou", "dev");

    await succeed(stack.destroy());

    expect(await stack.keyPairs()).toEqual([]);
  });

  it("leaves a foreign pair of the same name alone", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    emulator.removeKeyPair("cn-hangzhou", "dev");
    const theirs = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev" });

    const destroyed = await succeed(stack.destroy());

    expect(destroyed.text).toMatch(/warning: .*left alone/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });
});

describe("with another account's credentials", () => {
  it("refresh and destroy are errors, state and key are kept", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    const before = await stack.outputs();

    const refreshed = await stack.refresh(otherAccount);
    const destroyed = await stack.destroy(otherAccount);

    expect([refreshed.exitCode, destroyed.exitCode]).not.toContain(0);
    expect(refreshed.text).toMatch(/was made by account/);
    expect(destroyed.text).toMatch(/was made by account/);
    expect(await stack.outputs()).toEqual(before);
    expect(emulator.keyPairs("emulator")).toHaveLength(1);
  });
});

describe("KeyPair.get", () => {
  const get = (id: string): string => `
const alicloud = require("pulumi-alicloud-keypair");
const theirs = alicloud.KeyPair.get("theirs", "${id}");
module.exports = { keyPairName: theirs.keyPairName, publicKey: theirs.publicKey, regionId: theirs.regionId, id: theirs.id };
`;

  it("reads a pair by REGION/NAME, again and again, and never deletes it", async ({ open, emulator }) => {
    const theirs = await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });
    const stack = await open({ program: get("cn-beijing/theirs") });

    await succeed(stack.up());
    const again = await succeed(stack.up());
    const outputs = await stack.outputs();
    await succeed(stack.refresh());
    await succeed(stack.destroy());

    expect(outputs).toEqual({
      keyPairName: "theirs",
      publicKey: theirs.publicKey,
      regionId: "cn-beijing",
      id: "theirs",
    });
    expect(again.text).toMatch(/Resources:\n\s+1 unchanged/); // a pair that is only read is not counted
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("fails for a pair that is not there", async ({ open }) => {
    const stack = await open({ program: get("nobody") });

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.text).toMatch(/there is no key pair "nobody" in cn-hangzhou/);
  });
});
