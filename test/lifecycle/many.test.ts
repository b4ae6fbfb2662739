/** Many calls at once on real host processes: none is early, none is made twice, none is lost. */
import { describe, expect } from "vitest";
import { attemptTag, createCalls, inputs, it, mostCallsForOnePair, publicHalfOf } from "./fixtures";

/** Nobody listens there: what goes to this address did not ask for the stack's configuration. */
const nowhere = "http://127.0.0.1:1";

function numbered(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => ({
    ...inputs(),
    owner: `project/stack/dev-${n}`,
    keyPairName: `dev-${n}`,
  }));
}

describe("the first calls of a process", () => {
  it("know the stack's configuration though configure has not been answered", async ({
    startHost,
    emulator,
  }) => {
    const config = {
      "alicloud-keypair:region": "cn-beijing",
      "alicloud-keypair:endpoints": JSON.stringify([{ ecs: emulator.url, sts: emulator.url }]),
    };
    const env = {
      ALICLOUD_REGION: "cn-shanghai",
      ALIBABA_CLOUD_ENDPOINT_ECS: nowhere,
      ALIBABA_CLOUD_ENDPOINT_STS: nowhere,
    };
    const earlier = await startHost();
    const there = await Promise.all(
      numbered(10).map((args) => earlier.create({ ...args, regionId: "cn-beijing" })),
    );
    const host = await startHost({ config, env, waitsForConfigure: false });

    const [created, read] = await Promise.all([
      Promise.all(
        numbered(20)
          .slice(10)
          .map((args) => host.create(args)),
      ),
      Promise.all(there.slice(5).map(({ id, outs }) => host.read(id, outs))),
      Promise.all(there.slice(0, 5).map(({ id, outs }) => host.delete(id, outs))),
    ]);

    const left = [...there.slice(5), ...created].map(({ id }) => ["cn-beijing", id]);
    expect(emulator.keyPairs().map((pair) => [pair.regionId, pair.keyPairName])).toEqual(left);
    expect(read.map(({ props }) => props["publicKey"])).toEqual(
      there.slice(5).map(({ outs }) => outs["publicKey"]),
    );
  });
});

describe("ten processes under a rate limit", () => {
  it("make no pair too many, each with its own key, in a bounded number of calls", async ({
    startHost,
    emulator,
  }) => {
    const hosts = await Promise.all(Array.from({ length: 10 }, () => startHost()));
    emulator.setConditions({ queriesPerSecond: { "*": 5 } });

    const made = await Promise.all(
      hosts.flatMap((host, n) =>
        numbered(30)
          .slice(3 * n, 3 * n + 3)
          .map((args) => host.create(args)),
      ),
    );

    const pairs = emulator.keyPairs().map((pair) => [pair.tags[attemptTag], pair.publicKey]);
    const kept = made.map(({ outs }) => [outs["attempt"], publicHalfOf(outs["privateKey"])]);
    expect(pairs.sort()).toEqual(kept.sort());
    const { refused, mostForOnePair } = createCalls(emulator);
    expect(refused).toBeGreaterThan(0);
    expect(mostForOnePair).toBeLessThanOrEqual(mostCallsForOnePair);
    expect(emulator.calls().map((call) => call.action)).not.toContain("DescribeKeyPairs");
    console.log(`ten processes: 30 pairs, ${refused} refusals, at most ${mostForOnePair} calls for one pair`);
  });
});
