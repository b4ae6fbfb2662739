/** Adoption, drift, orphans and bound pairs on the real host process. */
import { describe, expect } from "vitest";
import { attemptTag, inputs, it, warnings } from "./fixtures";

const regionId = "cn-hangzhou";
const adopt = inputs({ keyPairName: "dev", adopt: true });

describe.concurrent("adopt", () => {
  it("takes a pair over without writing to it", async ({ host, emulator }) => {
    const theirs = await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "theirs" } });

    const { id, outs } = await host.create(adopt);

    expect(outs).toMatchObject({ adopted: true, publicKey: theirs.publicKey, tags: { team: "theirs" } });
    expect(outs).not.toHaveProperty("privateKey");
    expect(emulator.keyPairs()[0]?.tags).toEqual({ team: "theirs" });
    const { props } = await host.read(id, outs);
    expect(await host.diff(props, adopt)).toMatchObject({ changes: false });
  });

  it("gives the pair the tags that the program names", async ({ host, emulator }) => {
    await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "theirs", old: "1" } });

    await host.create({ ...adopt, tags: { team: "ours" } });

    expect(emulator.keyPairs()[0]?.tags).toEqual({ team: "ours" });
  });

  it("never deletes: the pair stays, and that is said", async ({ host, emulator }) => {
    await emulator.putKeyPair({ regionId, keyPairName: "dev" });
    const { id, outs } = await host.create(adopt);

    await host.delete(id, outs);

    expect(emulator.keyPairs()).toHaveLength(1);
    expect(warnings(host)).toMatch(/was adopted.*stays in ECS/);
  });

  it("left in or taken out later changes nothing but the flag", async ({ host, emulator }) => {
    await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "theirs" } });
    const { id, outs } = await host.create(adopt);
    const without = inputs({ keyPairName: "dev" });

    const diff = await host.diff(outs, without);
    const updated = await host.update(id, outs, without);

    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(updated["adopted"]).toBe(true);
    expect(emulator.keyPairs()[0]?.tags).toEqual({ team: "theirs" });
  });

  it("is an error where there is no such pair", async ({ host, emulator }) => {
    await expect(host.create(adopt)).rejects.toThrow(/key pair "dev" in cn-hangzhou to adopt does not exist/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is refused for another stack's pair", async ({ host, emulator }) => {
    await emulator.putKeyPair({
      regionId,
      keyPairName: "dev",
      tags: { "pulumi-alicloud-keypair:owner": "shop/prod/dev" },
    });

    await expect(host.create(adopt)).rejects.toThrow(/belongs to shop\/prod\/dev/);
  });

  it("is refused for the resource's own pair, which a replacement would delete afterwards", async ({
    host,
    emulator,
  }) => {
    await host.create(inputs({ keyPairName: "dev" }));
    const [created] = emulator.keyPairs();

    const adopted = host.create(adopt);

    await expect(adopted).rejects.toThrow(/belongs to project\/stack\/dev[\s\S]*deleteBeforeReplace: true/);
    await expect(adopted).rejects.toThrow(/remove the tags pulumi-alicloud-keypair:owner and .*attempt/);
    expect(emulator.keyPairs()).toEqual([created]);
  });

  it("is refused for another resource of the stack, and names the alias to set", async ({
    host,
    emulator,
  }) => {
    await host.create({ ...inputs({ keyPairName: "dev" }), owner: "project/stack/old" });
    const [created] = emulator.keyPairs();

    await expect(host.create(adopt)).rejects.toThrow(/aliases: \[\{ name: "old" \}\]/);
    expect(emulator.keyPairs()).toEqual([created]);
  });

  it("gives a pair with an attempt another one, so that a state with the old one leaves it alone in any process", async ({
    host,
    startHost,
    emulator,
  }) => {
    const before = await host.create(inputs({ keyPairName: "dev" }));
    const attempt = String(before.outs["attempt"]);
    const { publicKey = "" } = emulator.keyPairs()[0] ?? {};
    await emulator.putKeyPair({ regionId, keyPairName: "dev", publicKey, tags: { [attemptTag]: attempt } });

    const { outs } = await host.create(adopt);
    const later = await startHost();
    await later.delete(before.id, before.outs);

    expect(emulator.keyPairs()).toMatchObject([{ publicKey, tags: { [attemptTag]: outs["attempt"] } }]);
    expect(outs["attempt"]).not.toBe(attempt);
    expect(warnings(later)).toContain("left alone");
  });

  it("keeps a pair without tags of ours from the resource that held it, in the same process", async ({
    host,
    emulator,
  }) => {
    const held = { keyPairName: "dev", ownerTags: false };
    const before = await host.create({ ...inputs(held), owner: "project/stack/old" });

    await host.create({ ...adopt, ownerTags: false });
    await host.delete(before.id, before.outs);

    expect(emulator.keyPairs()).toHaveLength(1);
    expect(warnings(host)).toMatch(/was not deleted: another resource adopted it in this run/);
  });

  it("is refused where the pair holds another key than publicKey", async ({ host, emulator }) => {
    const other = await emulator.putKeyPair({ regionId, keyPairName: "other" });
    await emulator.putKeyPair({ regionId, keyPairName: "dev" });

    await expect(host.create({ ...adopt, publicKey: other.publicKey })).rejects.toThrow(
      /was not adopted: its key \(SHA256:\S+\) does not match publicKey/,
    );
  });

  it.for([
    [{ adopt: true }, /adopt requires keyPairName/],
    [{ adopt: true, keyPairName: "dev", keySource: "local" }, /adopt can't be combined with keySource/],
    [{ adopt: "yes", keyPairName: "dev" }, /adopt must be true or false/],
  ] as const)("%# is refused at preview where it can't be", async ([args, problem], { host }) => {
    const { failures } = await host.check({}, inputs({ ...args }));

    expect(failures.map((failure) => failure.reason).join("\n")).toMatch(problem);
  });
});

describe.concurrent("a pair that was made anew outside", () => {
  it("with a generated name is replaced, create first, with a warning", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs());
    await emulator.putKeyPair({ regionId, keyPairName: id });

    const { props } = await host.read(id, outs);

    expect(warnings(host)).toMatch(/holds a different key in ECS than in state/);
    expect(props["privateKey"]).toBe(outs["privateKey"]);
    expect(await host.diff(props, inputs())).toEqual({
      changes: true,
      replaces: ["publicKey"],
      deleteBeforeReplace: false,
    });
  });

  it("with a fixed name fails at the replacement and touches nothing", async ({ host, emulator }) => {
    const dev = inputs({ keyPairName: "dev" });
    const { id, outs } = await host.create(dev);
    const theirs = await emulator.putKeyPair({ regionId, keyPairName: "dev" });
    const { props } = await host.read(id, outs);

    const diff = await host.diff(props, dev);

    expect(diff).toMatchObject({ replaces: ["publicKey"], deleteBeforeReplace: false });
    await expect(host.create(dev)).rejects.toThrow(/already exists[\s\S]*adopt: true/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });

  it("is not seen in another spelling of the fingerprint, nor in an answer without a public key", async ({
    host,
  }) => {
    const dev = inputs({ keyPairName: "dev" });
    const { id, outs } = await host.create(dev);
    const spelled = String(outs["fingerPrint"])
      .toUpperCase()
      .replaceAll(/(..)(?!$)/g, "$1:");

    const { props } = await host.read(id, { ...outs, fingerPrint: spelled });

    expect(props["fingerPrint"]).toBe(spelled);
    expect(await host.diff(props, dev)).toMatchObject({ changes: false });
  });
});

describe.concurrent("a pair that a killed run has left", () => {
  const attempt = "0b0c6f0e-0000-4000-8000-000000000001";
  const orphan = {
    regionId,
    keyPairName: "dev",
    tags: {
      "pulumi-alicloud-keypair:owner": "project/stack/dev",
      "pulumi-alicloud-keypair:attempt": attempt,
    },
  };

  it("is named with the attempt that recovers it, and left alone", async ({ host, emulator }) => {
    const left = await emulator.putKeyPair(orphan);

    const created = host.create(inputs({ keyPairName: "dev" }));

    await expect(created).rejects.toThrow(`recoverOrphan: "${attempt}"`);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([left.publicKey]);
  });

  it("is deleted and made anew with recoverOrphan, which is good for that attempt alone", async ({
    host,
    emulator,
  }) => {
    await emulator.putKeyPair(orphan);
    const other = host.create(inputs({ keyPairName: "dev", recoverOrphan: attempt.replace("1", "2") }));
    await expect(other).rejects.toThrow(/already exists/);

    const { outs } = await host.create(inputs({ keyPairName: "dev", recoverOrphan: attempt }));

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
  });
});

describe.concurrent("a pair without the provider's tags", () => {
  const plain = inputs({ keyPairName: "dev", ownerTags: false });

  it("carries none, and is deleted by its public half", async ({ host, emulator }) => {
    const { id, outs } = await host.create(plain);
    const tags = emulator.keyPairs()[0]?.tags;

    await host.delete(id, outs);

    expect(tags).toEqual({});
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is an error, never a delete, when the answer to its create is lost", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });

    await expect(host.create(plain)).rejects.toThrow(/already exists/);

    expect(emulator.keyPairs()).toHaveLength(1);
    expect(emulator.calls().map((call) => call.action)).not.toContain("DeleteKeyPairs");
  });
});

describe.concurrent("a bound pair", () => {
  it("is not deleted; the error names the instances and what to set", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs({ keyPairName: "dev" }));
    const { instanceId } = emulator.addInstance({ regionId, keyPairName: "dev" });

    const deleted = host.delete(id, outs);

    await expect(deleted).rejects.toThrow(new RegExp(`bound to ${instanceId}[\\s\\S]*detachOnDelete: true`));
    expect(emulator.calls().filter((call) => call.action === "DeleteKeyPairs")).toHaveLength(1);
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("is detached where the program says so now, though state does not: a replacement goes on", async ({
    host,
    emulator,
  }) => {
    const args = inputs({ keyPairName: "dev" });
    const { id, outs } = await host.create(args);
    const { instanceId } = emulator.addInstance({ regionId, keyPairName: "dev" });
    await expect(host.delete(id, outs)).rejects.toThrow(/PULUMI_ALICLOUD_KEYPAIR_DETACH_ON_DELETE=1/);

    await host.check(args, { ...args, detachOnDelete: true });
    await host.delete(id, outs);

    expect(emulator.keyPairs()).toEqual([]);
    expect(warnings(host)).toContain(`detached from ${instanceId}`);
  });

  it("is detached where the environment says so, as for a destroy, which reads no program", async ({
    startHost,
    emulator,
  }) => {
    const host = await startHost({ env: { PULUMI_ALICLOUD_KEYPAIR_DETACH_ON_DELETE: "1" } });
    const { id, outs } = await host.create(inputs({ keyPairName: "dev" }));
    emulator.addInstance({ regionId, keyPairName: "dev" });

    await host.delete(id, outs);

    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is detached first with detachOnDelete, with a warning", async ({ host, emulator }) => {
    const { id, outs } = await host.create(inputs({ keyPairName: "dev", detachOnDelete: true }));
    emulator.addInstance({ regionId, keyPairName: "dev" });

    await host.delete(id, outs);

    expect(warnings(host)).toMatch(/login is re-enabled/);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe.concurrent("a replacement under the same name", () => {
  it("warns of what deleting first risks", async ({ host, emulator }) => {
    const one = await emulator.putKeyPair({ regionId, keyPairName: "one" });
    const two = await emulator.putKeyPair({ regionId, keyPairName: "two" });
    const { outs } = await host.create(inputs({ keyPairName: "dev", publicKey: one.publicKey }));

    const diff = await host.diff(outs, inputs({ keyPairName: "dev", publicKey: two.publicKey }));

    expect(diff.deleteBeforeReplace).toBe(true);
    expect(warnings(host)).toMatch(/reserved for up to an hour/);
  });
});
