/** Read on the real host process: refresh and `KeyPair.get`. */
import { describe, expect } from "vitest";
import { inputs, it, warnings } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });

describe.concurrent("refresh", () => {
  it("carries the private key forward", async ({ host }) => {
    const { id, outs } = await host.create(dev);

    const { props } = await host.read(id, outs);

    expect(props["privateKey"]).toBe(outs["privateKey"]);
  });

  it("shows no difference right after a create", async ({ host }) => {
    const { id, outs } = await host.create(dev);

    const { props } = await host.read(id, outs);

    expect(await host.diff(props, dev)).toMatchObject({ changes: false, replaces: [] });
  });

  it("fills in when the pair was made", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);

    const { props } = await host.read(id, outs);

    const minute = emulator.keyPairs()[0]?.creationTime.slice(0, "2026-11-24T04:09".length);
    expect(props["createTime"]).toBe(`${minute}Z`);
  });

  it("reports a deleted pair as gone only after two looks, with a warning", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.removeKeyPair("cn-hangzhou", "dev");
    emulator.clearCalls();

    const gone = await host.read(id, outs);

    expect(gone.id).toBe("");
    expect(emulator.calls().filter((call) => call.action === "DescribeKeyPairs")).toHaveLength(2);
    expect(warnings(host)).toMatch("no longer exists in ECS");
  });

  it("keeps the pair in state where another account does not see it", async ({ host, startHost }) => {
    const { id, outs } = await host.create(dev);
    const others = await startHost({ env: { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: "other" } });

    const read = others.read(id, outs);

    await expect(read).rejects.toThrow(/was created by account/);
  });

  it("is an error where another account has a pair of that name", async ({ host, startHost, emulator }) => {
    const { id, outs } = await host.create(dev);
    const others = await startHost({ env: { ALICLOUD_ACCESS_KEY: "other", ALICLOUD_SECRET_KEY: "other" } });
    await emulator.putKeyPair({ accessKeyId: "other", regionId: "cn-hangzhou", keyPairName: "dev" });

    const read = others.read(id, outs);

    await expect(read).rejects.toThrow(/was created by account/);
  });

  it("does not take an answer without a list for an empty list", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.faults.add({ kind: "html", httpStatus: 200, action: "DescribeKeyPairs", calls: 2 });

    const { id: seen } = await host.read(id, outs);

    expect(seen).toBe("dev");
  });

  it("looks in the region that state names, whatever the default is now", async ({ host, startHost }) => {
    const { id, outs } = await host.create(dev);
    const elsewhere = await startHost({ env: { ALICLOUD_REGION: "cn-beijing" } });

    const { props } = await elsewhere.read(id, outs);

    expect(props["regionId"]).toBe("cn-hangzhou");
  });
});

describe.concurrent("KeyPair.get", () => {
  it("reads a pair by its name, without a private key", async ({ host, emulator }) => {
    const theirs = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "theirs" });

    const { id, props } = await host.read("theirs", inputs());

    expect(id).toBe("theirs");
    expect(props).toMatchObject({
      publicKey: theirs.publicKey,
      regionId: "cn-hangzhou",
      fingerPrint: theirs.fingerPrint,
    });
    expect(props).not.toHaveProperty("privateKey");
  });

  it("reads a pair of another region", async ({ host, emulator }) => {
    await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });

    const { id, props } = await host.read("theirs", inputs({ regionId: "cn-beijing" }));

    expect(id).toBe("theirs");
    expect(props["regionId"]).toBe("cn-beijing");
  });

  it("is an error for a pair that is not there", async ({ host }) => {
    await expect(host.read("nobody", inputs())).rejects.toThrow(
      /key pair "nobody" in cn-hangzhou does not exist/,
    );
  });
});
