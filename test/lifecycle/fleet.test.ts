/** A fleet of key pairs on the real host process: few calls for many pairs, and each pair judged for itself all the same. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, createCalls, it, ownerTag, warnings } from "./fixtures";
import { callsOf, handOver, putFleet, putStrangers } from "./fleet";

const regionId = "cn-hangzhou";

/** The names that each DeleteKeyPairs asked to delete. */
function batches(emulator: Emulator): string[][] {
  return emulator
    .calls()
    .filter((call) => call.action === "DeleteKeyPairs")
    .map((call) => JSON.parse(call.parameters["KeyPairNames"] ?? "[]") as string[]);
}

/** The names that were looked at exactly, in order. */
function exactLooks(emulator: Emulator): string[] {
  return emulator
    .calls()
    .filter((call) => call.action === "DescribeKeyPairs")
    .flatMap((call) => call.parameters["KeyPairName"] ?? []);
}

function names(emulator: Emulator): string[] {
  return emulator.keyPairs().map((pair) => pair.keyPairName);
}

describe("refresh", () => {
  it("of 500 pairs takes one listing", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 500);
    const seen = new Map<string, unknown>();

    const failures = await handOver(fleet, async ({ id, outs }) => {
      const { props } = await host.read(id, outs);
      seen.set(id, props["publicKey"]);
    });

    expect(failures).toEqual({});
    expect([...seen].sort()).toEqual(fleet.map(({ id, outs }) => [id, outs["publicKey"]]).sort());
    expect(callsOf(emulator)).toBeLessThanOrEqual(12);
    console.log(`refresh of 500: ${callsOf(emulator)} calls`);
  });

  it("takes two exact looks more for each pair that is gone", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 500);
    const gone = ["dev-0", "dev-250", "dev-499", "dev-7"];
    for (const name of gone) {
      emulator.removeKeyPair(regionId, name);
    }
    const reported: string[] = [];

    await handOver(fleet, async ({ id, outs }) => {
      const read = await host.read(id, outs);
      reported.push(...(read.id === "" ? [id] : []));
    });

    expect(reported.sort()).toEqual(gone);
    expect(exactLooks(emulator).sort()).toEqual(gone.flatMap((name) => [name, name]));
    expect(callsOf(emulator)).toBeLessThanOrEqual(12 + 2 * gone.length);
  });

  it("of one pair is one exact look", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 1);

    await handOver(fleet, ({ id, outs }) => host.read(id, outs));

    expect(exactLooks(emulator)).toEqual(["dev-0"]);
    expect(callsOf(emulator)).toBe(1);
  });

  it("of two pairs does not list a region of thousands", async ({ host, emulator }) => {
    await putStrangers(emulator, 2_000);
    const fleet = await putFleet(emulator, 2);

    const failures = await handOver(fleet, ({ id, outs }) => host.read(id, outs));

    expect(failures).toEqual({});
    expect(callsOf(emulator)).toBeLessThanOrEqual(3);
  });

  it("looks at each pair where a policy forbids to list", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({
      ...{ kind: "error", code: "Forbidden.RAM", httpStatus: 403 },
      ...{ action: "DescribeKeyPairs", calls: 1 },
    });

    const failures = await handOver(fleet, ({ id, outs }) => host.read(id, outs));

    expect(failures).toEqual({});
    expect(exactLooks(emulator).sort()).toEqual(fleet.map(({ id }) => id));
  });

  it("looks anew at a pair that was changed after the listing began", async ({ host, emulator }) => {
    const [first, ...others] = await putFleet(emulator, 8);
    await handOver([...others, ...(first ? [first] : [])], ({ id, outs }) => host.read(id, outs));
    const { id, outs } = first ?? { id: "", outs: {} };
    const changed = await host.update(id, outs, { ...outs, tags: { color: "blue" } });

    const { props } = await host.read(id, changed);

    expect(props["tags"]).toEqual({ color: "blue" });
    expect(exactLooks(emulator)).toEqual([id]);
  });

  it("finds a pair that the listing does not show", async ({ host, emulator }) => {
    const [late, ...others] = await putFleet(emulator, 9);
    const { id, outs } = late ?? { id: "", outs: {} };
    emulator.removeKeyPair(regionId, id);
    await handOver(others, (member) => host.read(member.id, member.outs));
    await emulator.putKeyPair({ regionId, keyPairName: id, publicKey: String(outs["publicKey"]) });

    const read = await host.read(id, outs);

    expect(read.id).toBe(id);
    expect(exactLooks(emulator)).toEqual([id]);
  });
});

describe("destroy", () => {
  it("of 500 pairs compares over listings, and sends each delete at once", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 500);

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(failures).toEqual({});
    expect(names(emulator)).toEqual([]);
    expect(batches(emulator).filter(({ length }) => length !== 1)).toEqual([]);
    expect(callsOf(emulator)).toBeLessThanOrEqual(500 + 12);
    console.log(`destroy of 500: ${callsOf(emulator)} calls, ${batches(emulator).length} of them deletes`);
  });

  it("looks exactly at a pair that is gone, and deletes the others", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.removeKeyPair(regionId, "dev-3");

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(failures).toEqual({});
    expect(names(emulator)).toEqual([]);
    expect(exactLooks(emulator)).toEqual(["dev-3"]);
    expect(batches(emulator).flat()).not.toContain("dev-3");
  });

  it("leaves foreign pairs under names of ours alone", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    const tags = { [ownerTag]: "project/stack/dev-2", [attemptTag]: "theirs" };
    await emulator.putKeyPair({ regionId, keyPairName: "dev-2", tags });
    await emulator.putKeyPair({ regionId, keyPairName: "dev-5" });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(Object.keys(failures)).toEqual(["dev-5"]);
    expect(failures["dev-5"]).toMatch("was not deleted");
    expect(names(emulator)).toEqual(["dev-2", "dev-5"]);
    expect(warnings(host)).toMatch(/"dev-2" in cn-hangzhou is not the pair in state.*left alone/);
  });

  it("lets a bound pair fail alone, and names its instances", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev-4" });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(Object.keys(failures)).toEqual(["dev-4"]);
    expect(failures["dev-4"]).toMatch("bound to i-1");
    expect(names(emulator)).toEqual(["dev-4"]);
  });

  it("looks at a pair after a lost answer, and deletes none twice", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(failures).toEqual({});
    expect(names(emulator)).toEqual([]);
    expect(batches(emulator)).toHaveLength(8);
    expect(exactLooks(emulator)).toHaveLength(1);
  });

  it("deletes what a lost request has not", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({ kind: "dropConnection", action: "DeleteKeyPairs", calls: 1 });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(failures).toEqual({});
    expect(names(emulator)).toEqual([]);
    expect(batches(emulator)).toHaveLength(9);
  });

  it("leaves a pair alone that took a name over while the answer was lost", async ({
    startHost,
    emulator,
  }) => {
    const host = await startHost({ config: { "alicloud-keypair:clientReadTimeout": "3000" } });
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({ kind: "neverAnswer", effect: true, action: "DeleteKeyPairs", calls: 1 });
    const deleted = handOver(fleet, ({ id, outs }) => host.delete(id, outs));
    await expect.poll(() => names(emulator), { timeout: 60_000 }).toEqual([]);
    const [[lost = ""] = []] = batches(emulator);
    const tags = { [ownerTag]: `project/stack/${lost}`, [attemptTag]: "theirs" };
    await emulator.putKeyPair({ regionId, keyPairName: lost, tags });

    const failures = await deleted;

    expect(failures).toEqual({});
    expect(names(emulator)).toEqual([lost]);
  });

  it("tells each pair's own denial where a policy forbids all", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "DeleteKeyPairs" });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(Object.keys(failures).sort()).toEqual(fleet.map(({ id }) => id));
    expect(failures["dev-6"]).toMatch("keypair/dev-6");
    expect(emulator.keyPairs()).toHaveLength(8);
  });

  it("deletes the pairs that a policy allows", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 8);
    emulator.faults.add({
      ...{ kind: "error", code: "Forbidden.RAM", httpStatus: 403 },
      ...{ action: "DeleteKeyPairs", calls: 2 },
    });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(Object.keys(failures)).toHaveLength(2);
    expect(names(emulator)).toEqual(Object.keys(failures));
  });
});

describe("destroy of 100 pairs under flow control", () => {
  it("has those that wait go out together, and lets a bound pair fail alone", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 100);
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev-90" });
    emulator.setConditions({ queriesPerSecond: { "*": 10 } });

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(Object.keys(failures)).toEqual(["dev-90"]);
    expect(failures["dev-90"]).toMatch("bound to i-1");
    expect(names(emulator)).toEqual(["dev-90"]);
    // How much fewer depends on the machine's load.
    expect(callsOf(emulator)).toBeLessThan(100);
    console.log(`destroy of 100 at 10 a second: ${callsOf(emulator)} calls`);
  });
});

describe("up of 100 pairs under flow control", () => {
  it("has most of its requests accepted", async ({ host, emulator }) => {
    const fleet = Array.from({ length: 100 }, (_, n) => ({ id: `dev-${n}`, outs: {} }));
    emulator.setConditions({ queriesPerSecond: { "*": 10 } });

    const failures = await handOver(fleet, ({ id }) =>
      host.create({ owner: `project/stack/${id}`, keyPairName: id }),
    );

    expect(failures).toEqual({});
    expect(emulator.keyPairs()).toHaveLength(100);
    const { all, refused } = createCalls(emulator);
    // A process that gets no processor for a while sends its calls in bursts; the unit test of the pace has a clock of its own, and
    // a lower limit.
    expect(refused).toBeLessThan(50);
    expect(callsOf(emulator)).toBe(all);
    console.log(`up of 100 at 10 a second: ${all} requests, ${refused} of them refused`);
  });
});
