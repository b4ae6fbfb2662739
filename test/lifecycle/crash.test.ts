/** A host process that is lost in the middle of a create, and what the next one makes of it. */
import { status } from "@grpc/grpc-js";
import { describe, expect, vi } from "vitest";
import type { KeyPairView } from "../../emulator/backDoors";
import type { Emulator } from "../../emulator/emulator";
import { afterTheAnswer, afterTheEffect, beforeReturning, beforeSending, type CrashPoint } from "./crashes";
import { attemptTag, inputs, it, publicHalfOf, type StartHost } from "./fixtures";

const ownTags = {
  [attemptTag]: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  "pulumi-alicloud-keypair:owner": "project/stack/dev",
};
const dev = inputs({ keyPairName: "dev" });

/** Starts a create in a host of its own, loses that host at the point and tells what is in the cloud then. */
async function crash(
  point: CrashPoint,
  { startHost, emulator }: { startHost: StartHost; emulator: Emulator },
  args: Record<string, unknown>,
): Promise<KeyPairView[]> {
  const host = await startHost(point.kind === "inner" ? { env: point.env } : {});
  if (point.kind === "held") {
    emulator.faults.add(point.fault);
  }
  const created = Promise.allSettled([host.create(args)]);
  if (point.kind === "held") {
    await vi.waitUntil(() => point.isReached(emulator), { timeout: 60_000 });
    await host.kill();
  }
  expect(await created).toMatchObject([{ reason: { cause: { code: status.UNAVAILABLE } } }]);
  return emulator.keyPairs();
}

describe("a host that is lost before the request is sent", () => {
  it.for([
    ["fixed", dev],
    ["generated", inputs()],
  ] as const)(
    "leaves nothing: the next create of a %s name makes the pair",
    async ([, args], { startHost, emulator }) => {
      const left = await crash(beforeSending, { startHost, emulator }, args);

      const { id, outs } = await (await startHost()).create(args);

      expect(left).toEqual([]);
      expect(emulator.keyPairs()).toMatchObject([
        { keyPairName: id, publicKey: publicHalfOf(outs["privateKey"]) },
      ]);
    },
  );
});

describe.for([
  ["after the effect", afterTheEffect],
  ["after the answer", afterTheAnswer],
  ["before return", beforeReturning],
] as const)("a host that is lost %s", ([, point]) => {
  it("leaves a pair of a fixed name that the next create explains, and replaces once recoverOrphan names it", async ({
    startHost,
    emulator,
  }) => {
    const left = await crash(point, { startHost, emulator }, dev);
    const attempt = left[0]?.tags[attemptTag];
    const next = await startHost();

    const explained = next.create(dev);
    await expect(explained).rejects.toThrow(`attempt ${attempt}). A killed run may have left it`);
    await expect(explained).rejects.toThrow(`recoverOrphan: "${attempt}"`);
    const untouched = emulator.keyPairs();
    const { outs } = await next.create({ ...dev, recoverOrphan: attempt });

    expect(left).toMatchObject([{ keyPairName: "dev", tags: ownTags }]);
    expect(untouched).toEqual(left);
    expect(outs["attempt"]).not.toBe(attempt);
    expect(emulator.keyPairs()).toMatchObject([
      { publicKey: publicHalfOf(outs["privateKey"]), tags: { [attemptTag]: outs["attempt"] } },
    ]);
  });

  it("leaves a tagged pair of a generated name beside which the next create makes another", async ({
    startHost,
    emulator,
  }) => {
    const left = await crash(point, { startHost, emulator }, inputs());

    const { id, outs } = await (await startHost()).create(inputs());

    const others = emulator.keyPairs().filter((pair) => pair.keyPairName !== id);
    const made = emulator.keyPairs().find((pair) => pair.keyPairName === id);
    expect(left).toMatchObject([{ tags: ownTags }]);
    expect(others).toEqual(left);
    expect(made?.publicKey).toBe(publicHalfOf(outs["privateKey"]));
    expect(JSON.stringify(outs)).not.toContain(left[0]?.keyPairName);
  });
});
