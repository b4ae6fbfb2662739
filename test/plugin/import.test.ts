/** Import and get on the plugin: what is read of a pair that the stack did not make, and what may delete it. */
import { describe, expect } from "vitest";
import { warnings } from "../lifecycle/fixtures";
import { isSecret, secret } from "../lifecycle/plugin";
import { values } from "../lifecycle/rpc";
import { check, diff, it, read } from "./fixtures";

const theirs = { regionId: "cn-beijing", keyPairName: "theirs", tags: { team: "a" } };

describe("an import", () => {
  it("by REGION/NAME reads all that ECS tells, and inputs that a program would give", async ({
    plugin,
    emulator,
  }) => {
    const pair = await emulator.putKeyPair(theirs);

    const response = await read(plugin, "cn-beijing/theirs");

    const outputs = values(response.getProperties());
    expect(response.getId()).toBe("theirs");
    expect(outputs).toMatchObject({
      ...theirs,
      publicKey: pair.publicKey,
      fingerPrint: pair.fingerPrint,
      resourceGroupId: pair.resourceGroupId,
      accountId: emulator.accountId(),
    });
    expect(outputs).not.toHaveProperty("privateKey");
    expect(values(response.getInputs())).toEqual({
      ...theirs,
      resourceGroupId: pair.resourceGroupId,
      __defaults: [],
    });
  });

  it("by NAME alone looks in the default region", async ({ plugin, emulator }) => {
    await emulator.putKeyPair({ ...theirs, regionId: "cn-hangzhou" });

    const response = await read(plugin, "theirs");

    expect(values(response.getProperties())["regionId"]).toBe("cn-hangzhou");
  });

  it.for([
    ["nobody", 'key pair "nobody" in cn-hangzhou does not exist'],
    ["cn-beijing/nobody", 'key pair "nobody" in cn-beijing does not exist'],
    ["cn-beijing/", "NAME or REGION/NAME"],
  ])("of %s is an error", async ([id = "", message = ""], { plugin }) => {
    await expect(read(plugin, id)).rejects.toThrow(message);
  });
});

describe("what an import reads", () => {
  it("gives inputs that pass check", async ({ plugin, emulator }) => {
    await emulator.putKeyPair(theirs);
    const inputs = values((await read(plugin, "cn-beijing/theirs")).getInputs());

    const response = await check(plugin, { olds: inputs, news: inputs });

    expect(response.getFailuresList()).toEqual([]);
    expect(values(response.getInputs())).toEqual(inputs);
  });

  it.for([
    ["as it is", {}],
    ["with its key", { publicKey: true }],
    ["with a local key", { keySource: "local", algorithm: "ECDSA" }],
    ["without its group", { resourceGroupId: undefined }],
  ] as const)(
    "shows no difference to a program that names it %s",
    async ([, changed], { plugin, emulator }) => {
      const pair = await emulator.putKeyPair(theirs);
      const response = await read(plugin, "cn-beijing/theirs");
      const key = "publicKey" in changed ? { publicKey: `${pair.publicKey} a comment` } : {};
      const news = { ...theirs, ...changed, ...key };

      const found = await diff(plugin, {
        olds: values(response.getProperties()),
        news: JSON.parse(JSON.stringify(news)) as Record<string, unknown>,
      });

      expect(found.getReplacesList()).toEqual([]);
      expect(found.getDetaileddiffMap().getLength()).toBe(0);
    },
  );

  it("warns where another stack's tag is on the pair", async ({ plugin, emulator }) => {
    await emulator.putKeyPair({ ...theirs, tags: { "pulumi-alicloud-keypair:owner": "other/stack/dev" } });

    await read(plugin, "cn-beijing/theirs");

    expect(warnings(plugin)).toMatch(/carries the owner tag of other\/stack\/dev/);
  });
});

describe("an imported pair", () => {
  it("is deleted with its stack", async ({ plugin, emulator }) => {
    await emulator.putKeyPair(theirs);
    const response = await read(plugin, "cn-beijing/theirs");

    await plugin.delete("theirs", values(response.getProperties()));

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is left alone where another pair has its name now, also after a refresh", async ({
    plugin,
    emulator,
  }) => {
    await emulator.putKeyPair(theirs);
    const imported = values((await read(plugin, "cn-beijing/theirs")).getProperties());
    emulator.removeKeyPair("cn-beijing", "theirs");
    await emulator.putKeyPair(theirs);

    const refreshed = values((await read(plugin, "theirs", imported)).getProperties());
    await plugin.delete("theirs", refreshed);

    expect(warnings(plugin)).toMatch(/holds a different key/);
    expect(warnings(plugin)).toMatch(/left alone/);
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe("a refresh", () => {
  it("keeps inputs as the program gave them, and secrets as secrets", async ({ plugin, emulator }) => {
    const { outs } = await plugin.create({ keyPairName: "dev", tags: { team: "a" } });
    const olds = { ...outs, tags: secret({ team: "a" }), privateKey: secret(outs["privateKey"]) };
    const inputs = { keyPairName: "dev", tags: { team: secret("a") }, __defaults: [] };

    const response = await read(plugin, "dev", olds, inputs);

    const outputs = values(response.getProperties());
    expect(values(response.getInputs())).toEqual(inputs);
    expect(outputs["tags"]).toEqual(secret({ team: "a" }));
    expect(isSecret(outputs["privateKey"])).toBe(true);
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("answers nothing for a pair that is gone", async ({ plugin, emulator }) => {
    const { outs } = await plugin.create({ keyPairName: "dev" });
    emulator.removeKeyPair("cn-hangzhou", "dev");

    const response = await read(plugin, "dev", outs);

    expect(response.getId()).toBe("");
    expect(response.hasProperties()).toBe(false);
  });
});
