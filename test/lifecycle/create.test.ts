/** Create on the real host process, against the emulator: what is in state and what is in the cloud at the end. */
import { createPublicKey } from "node:crypto";
import { describe, expect } from "vitest";
import { openGate } from "./faultMatrix/gate";
import { inputs, it } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });

describe.concurrent("create", () => {
  it("makes a key pair whose private key is the half of the public key in the cloud", async ({
    host,
    emulator,
  }) => {
    const { id, outs } = await host.create(dev);

    const [pair] = emulator.keyPairs();
    expect(id).toBe("dev");
    expect(pair?.keyPairName).toBe("dev");
    expect(outs["publicKey"]).toBe(pair?.publicKey);
    expect(outs["fingerPrint"]).toBe(pair?.fingerPrint);
    expect(createPublicKey(String(outs["privateKey"])).asymmetricKeyType).toBe("rsa");
    expect(outs["privateKey"]).toMatch(
      /^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]+\n-----END RSA PRIVATE KEY-----\n$/,
    );
  });

  it("tags the pair with its owner and with the attempt that state keeps", async ({ host, emulator }) => {
    const { outs } = await host.create(dev);

    expect(emulator.keyPairs()[0]?.tags).toEqual({
      "pulumi-alicloud-keypair:owner": "project/stack/dev",
      "pulumi-alicloud-keypair:attempt": outs["attempt"],
    });
  });

  it("asks STS who it is once a process, and keeps the answer", async ({ host, emulator }) => {
    const { outs } = await host.create(dev);
    await host.create(inputs({ keyPairName: "dev-2" }));

    expect(outs["accountId"]).toBe(emulator.accountId());
    expect(emulator.calls().map((call) => call.action)).toEqual([
      "GetCallerIdentity",
      "CreateKeyPair",
      "CreateKeyPair",
    ]);
  });

  it("makes up a name from the resource's where the program gives none", async ({ host, emulator }) => {
    const { id } = await host.create(inputs());

    expect(id).toMatch(/^dev-[0-9a-f]{7}$/);
    expect(emulator.keyPairs()[0]?.keyPairName).toBe(id);
  });

  it("goes on without the account where STS does not answer", async ({ host, emulator }) => {
    emulator.faults.add({
      kind: "error",
      code: "NoPermission",
      httpStatus: 403,
      action: "GetCallerIdentity",
    });

    const { outs } = await host.create(dev);

    expect(outs).not.toHaveProperty("accountId");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe.concurrent("create, when an answer is lost", () => {
  it("deletes the pair whose key was lost on the way and makes another", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });

    const { outs } = await host.create(dev);

    const pairs = emulator.keyPairs();
    expect(pairs.map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    expect(pairs[0]?.tags["pulumi-alicloud-keypair:attempt"]).toBe(outs["attempt"]);
  });

  it("survives two losses in a row", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 2 });

    const { outs } = await host.create(dev);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });

  it("survives the loss of a create and of the look after it", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "html", effect: true, action: "CreateKeyPair", calls: 1 });
    emulator.faults.add({ kind: "html", action: "DescribeKeyPairs", calls: 1 });

    const { outs } = await host.create(dev);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });

  it("sends again what had no effect", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 2 });

    const { outs } = await host.create(dev);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });

  it("waits out throttling without a look", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "error", code: "Throttling.User", action: "CreateKeyPair", calls: 3 });

    await host.create(dev);

    const actions = emulator.calls().map((call) => call.action);
    expect(actions.filter((action) => action === "CreateKeyPair")).toHaveLength(4);
    expect(actions).not.toContain("DescribeKeyPairs");
  });

  it("never deletes a pair of the same name that someone else made meanwhile", async ({ host, emulator }) => {
    const theirs = await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      tags: { team: "other" },
    });
    emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1 });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(/"dev" in cn-hangzhou was not created: .*tags: team.*unchanged/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });

  it("says that the pair may exist where looking fails until the deadline", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair" });
    emulator.faults.add({ kind: "html", action: "DescribeKeyPairs" });

    const created = host.create({ ...dev, customTimeouts: { create: "3s" } });

    const attempt = () => emulator.keyPairs()[0]?.tags["pulumi-alicloud-keypair:attempt"];
    await expect(created).rejects.toThrow(/may exist/);
    await expect(created).rejects.toThrow(attempt());
  });
});

describe.concurrent("create, refused", () => {
  it("leaves a pair of the same name as it is", async ({ host, emulator }) => {
    const theirs = await emulator.putKeyPair({
      regionId: "cn-hangzhou",
      keyPairName: "dev",
      tags: { team: "other" },
    });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(/already exists[\s\S]*keyPairName/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });

  it("names deleteBeforeReplace and nothing else where the pair is the one in state", async ({
    host,
    emulator,
  }) => {
    const { outs } = await host.create(dev);
    await host.check(dev, dev);

    const replaced = host.create(dev);

    await expect(replaced).rejects.toThrow(
      /this run tried to replace\. Set the resource option deleteBeforeReplace: true/,
    );
    await expect(replaced).rejects.not.toThrow(/adopt|recoverOrphan/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });

  it("offers recoverOrphan where state holds the resource under another name: a killed run has left this pair", async ({
    host,
  }) => {
    const { outs } = await host.create(dev);
    await host.check(inputs({ keyPairName: "before" }), dev);

    const renamed = host.create(dev);

    await expect(renamed).rejects.toThrow(`recoverOrphan: "${String(outs["attempt"])}"`);
  });

  it("names the alias where another resource of the stack has the pair", async ({ host }) => {
    await host.create({ ...dev, owner: "project/stack/old" });

    const renamed = host.create(dev);

    await expect(renamed).rejects.toThrow(
      /belongs to the resource old of this stack[\s\S]*aliases: \[\{ name: "old" \}\]/,
    );
    await expect(renamed).rejects.not.toThrow(/adopt/);
  });

  it("tells code, RequestId and what to do of the 501st pair", async ({ host, emulator }) => {
    for (let n = 0; n < 500; n += 1) {
      await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: `pair-${n}` });
    }

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      /QuotaExceed\.KeyPair \(HTTP 403, RequestId [0-9A-F-]{36}\)[\s\S]*500/,
    );
    expect(emulator.keyPairs()).toHaveLength(500);
  });

  it("names an unknown region", async ({ host, emulator }) => {
    const created = host.create(inputs({ keyPairName: "dev", regionId: "cn-nowhere" }));

    await expect(created).rejects.toThrow(
      /InvalidRegionId\.NotFound \(HTTP 404, RequestId [0-9A-F-]{36}\)[\s\S]*Check regionId/,
    );
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("tells a wrong secret without the string that was signed", async ({ startHost, emulator }) => {
    const host = await startHost({ env: { ALICLOUD_SECRET_KEY: "wr0ng-s3cret" } });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      /SignatureDoesNotMatch \(HTTP 400, RequestId [0-9A-F-]{36}\)[\s\S]*Check both/,
    );
    expect(emulator.keyPairs()).toEqual([]);
    await expect(created).rejects.not.toThrow(/string to sign|wr0ng-s3cret/);
    expect(host.output()).not.toMatch(/string to sign|wr0ng-s3cret/);
  });

  it("names every source that was tried where there are no credentials", async ({ startHost, emulator }) => {
    const host = await startHost({ env: { ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" } });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      /no Alibaba Cloud credentials found\. Set one of these, tried in this order[\s\S]*ALICLOUD_ACCESS_KEY[\s\S]*ALIBABA_CLOUD_ACCESS_KEY_ID[\s\S]*OIDC[\s\S]*profile[\s\S]*role/,
    );
    expect(emulator.calls()).toEqual([]);
  });

  it("gives up on a connection that is refused after three tries", async ({ startHost, emulator }) => {
    const gate = await openGate(emulator.url);
    gate.refuse();
    const host = await startHost({
      env: { ALIBABA_CLOUD_ENDPOINT_ECS: gate.url, ALIBABA_CLOUD_ENDPOINT_STS: gate.url },
    });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      /CreateKeyPair: 127\.0\.0\.1:\d+ can't be reached: connection refused/,
    );
    expect(emulator.calls()).toEqual([]);
  });

  it("tells of an endpoint that never answers how long it waited", async ({ startHost, emulator }) => {
    emulator.faults.add({ kind: "neverAnswer" });
    const host = await startHost({ config: { "alicloud-keypair:clientReadTimeout": "500" } });

    const created = host.create({ ...dev, customTimeouts: { create: "2s" } });

    await expect(created).rejects.toThrow(/did not respond within \d\.\d s/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("tells of an endpoint that answers HTML that it is not the API", async ({ startHost, emulator }) => {
    emulator.faults.add({ kind: "html", httpStatus: 200 });
    const host = await startHost({ config: { "alicloud:clientReadTimeout": "500" } });

    const created = host.create({ ...dev, customTimeouts: { create: "2s" } });

    await expect(created).rejects.toThrow(/returned a response that is not the API's\. Check the endpoint/);
    expect(emulator.keyPairs()).toEqual([]);
  });
});
