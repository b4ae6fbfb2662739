/** Delete on the real host process: the pair in state goes, and nobody else's. */
import { describe, expect } from "vitest";
import { inputs, it, warnings } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });

describe("delete", () => {
  it("deletes the pair that it made", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);

    await host.delete(id, outs);

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("succeeds where the pair is gone already", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.removeKeyPair("cn-hangzhou", "dev");

    await host.delete(id, outs);

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("leaves a foreign pair of the same name alone and warns", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    const theirs = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev" });

    await host.delete(id, outs);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
    expect(warnings(host)).toMatch("left alone");
  });

  it("leaves a pair of another stack alone although outputs were overwritten by a refresh", async ({
    host,
    emulator,
  }) => {
    const { id, outs } = await host.create(dev);
    const theirs = await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      tags: {
        "pulumi-alicloud-keypair:owner": "project/stack/dev",
        "pulumi-alicloud-keypair:attempt": "theirs",
      },
    });
    const refreshed = await host.read(id, outs);

    await host.delete(id, refreshed.props);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });

  it("knows its pair by the public half where someone took the tags off", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    const publicKey = String(outs["publicKey"]);
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev", publicKey });

    await host.delete(id, outs);

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("refuses to delete what it can't compare", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev" });
    const { privateKey, ...withoutKey } = outs;

    const deleted = host.delete(id, withoutKey);

    await expect(deleted).rejects.toThrow(/was not deleted/);
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("looks before it deletes again when the answer is lost", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });
    emulator.clearCalls();

    await host.delete(id, outs);

    const actions = emulator.calls().map((call) => call.action);
    expect(actions.filter((action) => action === "DeleteKeyPairs")).toHaveLength(1);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is an error with another account's credentials, which see no such pair", async ({
    host,
    startHost,
    emulator,
  }) => {
    const { id, outs } = await host.create(dev);
    const others = await startHost({ env: { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: "other" } });

    const deleted = others.delete(id, outs);

    await expect(deleted).rejects.toThrow(/was created by account .*, but the credentials in use belong to /);
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("is an error with another account's credentials also where that has a pair of the name", async ({
    host,
    startHost,
    emulator,
  }) => {
    const { id, outs } = await host.create(dev);
    const others = await startHost({ env: { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: "other" } });
    await emulator.putKeyPair({ accessKeyId: "other", regionId: "cn-hangzhou", keyPairName: "dev" });

    const deleted = others.delete(id, outs);

    await expect(deleted).rejects.toThrow(/was created by account .*, but the credentials in use belong to /);
    expect(emulator.keyPairs().map((pair) => pair.accessKeyId)).toEqual(["emulator", "other"]);
  });

  it("writes no JavaScript stack beside its error", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "DescribeKeyPairs",
    });

    await expect(host.delete(id, outs)).rejects.toThrow(/Forbidden\.RAM/);

    expect(host.output()).not.toMatch(/\bat .*\.js/);
  });
});
