/** Tags, resource group and flags on the real host process: changed in place, never with another key. */
import { describe, expect } from "vitest";
import { traits } from "./differences";
import { inputs, it } from "./fixtures";
import { partialStateOf } from "./partialState";

const dev = { keyPairName: "dev" };

describe.concurrent("tags", () => {
  it("go with the create, and a refresh after it shows no difference", async ({ host, emulator }) => {
    const args = inputs({ ...dev, tags: { team: "infra", empty: "" } });

    const { id, outs } = await host.create(args);
    const { props } = await host.read(id, outs);

    expect(emulator.keyPairs()[0]?.tags).toMatchObject({ team: "infra", empty: "" });
    expect(props["tags"]).toEqual({ team: "infra", empty: "" });
    expect(await host.diff(props, args)).toMatchObject({ changes: false });
  });

  it("change in place, with the key carried forward and others' tags left alone", async ({
    host,
    emulator,
  }) => {
    const { id, outs } = await host.create(inputs({ ...dev, tags: { team: "infra", old: "1" } }));
    const args = inputs({ ...dev, tags: { team: "apps", fresh: "2" } });

    const diff = await host.diff(outs, args);
    const updated = await host.update(id, outs, args);
    const again = await host.diff(updated, args);

    expect(again).toMatchObject({ changes: false });
    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(updated).toMatchObject({ tags: { team: "apps", fresh: "2" }, privateKey: outs["privateKey"] });
    expect(emulator.keyPairs()[0]?.tags).toEqual({
      team: "apps",
      fresh: "2",
      "pulumi-alicloud-keypair:owner": "project/stack/dev",
      "pulumi-alicloud-keypair:attempt": outs["attempt"],
    });
  });

  it("of the system are neither shown nor taken off", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs(dev));
    const [pair] = emulator.keyPairs();
    await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      publicKey: pair?.publicKey,
      tags: { ...pair?.tags, "acs:rm:rgId": "x", "aliyun-made": "y" },
    });

    const { props } = await host.read(id, outs);

    expect(props).not.toHaveProperty("tags");
    expect(await host.diff(props, inputs(dev))).toMatchObject({ changes: false });
  });

  it("that changed outside show as a change in place after a refresh", async ({ host, emulator }) => {
    const args = inputs({ ...dev, tags: { team: "infra" } });
    const { id, outs } = await host.create(args);
    const [pair] = emulator.keyPairs();
    await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      publicKey: pair?.publicKey,
      tags: { ...pair?.tags, team: "others" },
    });

    const { props } = await host.read(id, outs);

    expect(props["tags"]).toEqual({ team: "others" });
    expect(await host.diff(props, args)).toMatchObject({ changes: true, replaces: [] });
    expect(host.messages.map(({ text }) => text).join("\n")).toMatch(
      traits.tellsDifferences ? /differs from the program in tags \(updates it in place\)$/ : /^$/,
    );
  });

  it.for([
    [Object.fromEntries(Array.from({ length: 19 }, (_, n) => [`k${n}`, "v"])), /at most 18/],
    [{ "aliyun-x": "v" }, /start with aliyun/],
    [{ "acs:x": "v" }, /start with aliyun, acs:/],
    [{ "http://x": "v" }, /http:\/\//],
    [{ x: "https://v" }, /values that start with acs:, http/],
    [{ ["k".repeat(129)]: "v" }, /keys of 1 to 128/],
    [{ "pulumi-alicloud-keypair:owner": "me" }, /start with pulumi-alicloud-keypair:/],
    [{ x: 1 }, /strings as values/],
  ] as const)("%# that break a rule are refused at preview", async ([tags, problem], { host }) => {
    const { failures } = await host.check({}, inputs({ tags }));

    expect(failures.map((failure) => failure.property)).toEqual([""]);
    expect(failures[0]?.reason).toMatch(problem);
  });
});

describe.concurrent("the resource group", () => {
  it("goes with the create and changes in place", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs({ ...dev, resourceGroupId: "rg-aaaaaaaaaaaaaaa" }));
    const args = inputs({ ...dev, resourceGroupId: "rg-bbbbbbbbbbbbbbb" });

    const diff = await host.diff(outs, args);
    const updated = await host.update(id, outs, args);

    expect(outs["resourceGroupId"]).toBe("rg-aaaaaaaaaaaaaaa");
    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(updated["resourceGroupId"]).toBe("rg-bbbbbbbbbbbbbbb");
    expect(emulator.keyPairs()[0]?.resourceGroupId).toBe("rg-bbbbbbbbbbbbbbb");
  });

  it("taken out of the program stays as it is", async ({ host }) => {
    const { outs } = await host.create(inputs({ ...dev, resourceGroupId: "rg-aaaaaaaaaaaaaaa" }));

    expect(await host.diff(outs, inputs(dev))).toMatchObject({ changes: false });
  });

  it("that can't be joined leaves the tags that were set before in state, and the key", async ({
    host,
    emulator,
  }) => {
    const { id, outs } = await host.create(inputs(dev));
    emulator.faults.add({
      kind: "error",
      code: "InvalidResourceGroup.NotFound",
      httpStatus: 404,
      action: "JoinResourceGroup",
    });

    const updated = host.update(
      id,
      outs,
      inputs({ ...dev, tags: { a: "1" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" }),
    );

    const failure = await updated.catch((error: unknown) => error);
    expect(String(failure)).toMatch(/InvalidResourceGroup\.NotFound[\s\S]*`pulumi up` again to finish/);
    expect(partialStateOf(failure)?.properties).toMatchObject({
      tags: { a: "1" },
      privateKey: outs["privateKey"],
    });
  });
});

describe.concurrent("what has the name but is not the pair in state", () => {
  const wanted = inputs({ ...dev, tags: { team: "apps" } });

  it("is left alone, and an error says so", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs(dev));
    emulator.removeKeyPair("cn-hangzhou", "dev");
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev", tags: { theirs: "1" } });

    const updated = host.update(id, outs, wanted);

    await expect(updated).rejects.toThrow(
      /was not changed: another pair has its name now[\s\S]*pulumi refresh/,
    );
    expect(emulator.keyPairs().map(({ tags }) => tags)).toEqual([{ theirs: "1" }]);
  });

  it("is left alone in another account, and an error names both accounts", async ({
    host,
    startHost,
    emulator,
  }) => {
    const { id, outs } = await host.create(inputs(dev));
    await emulator.putKeyPair({ accessKeyId: "other", regionId: "cn-hangzhou", keyPairName: "dev" });
    const others = await startHost({ env: { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: "other" } });

    const updated = others.update(id, outs, wanted);

    await expect(updated).rejects.toThrow(
      /was created by account \d+, but the credentials in use belong to account/,
    );
    expect(emulator.keyPairs("other").map(({ tags }) => tags)).toEqual([{}]);
  });

  it("is nothing where the pair is gone, and an error says to refresh", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs(dev));
    emulator.removeKeyPair("cn-hangzhou", "dev");

    const updated = host.update(id, outs, wanted);

    await expect(updated).rejects.toThrow(/was not changed: it no longer exists .*Run `pulumi refresh`/);
  });

  it("may be anything where neither tag nor key tells, and an error says so", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs(dev));
    const { privateKey: _, attempt: __, ...nothingToCompare } = outs;

    const updated = host.update(id, nothingToCompare, wanted);

    await expect(updated).rejects.toThrow(/was not changed: it may not be the pair in state/);
    expect(emulator.keyPairs()[0]?.tags).not.toHaveProperty("team");
  });
});

describe.concurrent("flags", () => {
  it("change in place without a call", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs(dev));
    const args = inputs({ ...dev, detachOnDelete: true, ownerTags: false });
    emulator.clearCalls();

    const diff = await host.diff(outs, args);
    const updated = await host.update(id, outs, args);

    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(updated).toMatchObject({ detachOnDelete: true, ownerTags: false, privateKey: outs["privateKey"] });
    expect(emulator.calls()).toEqual([]);
  });
});
