/** Somebody else's pair that appears under the name while answers are lost: it is never deleted in place of ours. */
import { describe, expect, vi } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { inputs, it, warnings } from "./fixtures";

const dev = inputs({ keyPairName: "dev" });
const place = { regionId: "cn-hangzhou", keyPairName: "dev" };

/** Waits until a delete has taken effect, then makes the other pair at once. */
async function putAfterDelete(emulator: Emulator): Promise<string> {
  await vi.waitFor(
    () => {
      const deleted = emulator
        .calls()
        .some(({ action, outcome }) => action === "DeleteKeyPairs" && outcome === "OK");
      expect(deleted).toBe(true);
    },
    { timeout: 60_000, interval: 5 },
  );
  return (await emulator.putKeyPair(place)).publicKey;
}

describe("a pair that someone else makes", () => {
  it("between a delete whose answer is lost and the next look is left alone", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    const [theirs] = await Promise.all([putAfterDelete(emulator), host.delete(id, outs)]);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs]);
    expect(warnings(host)).toMatch(/not the pair in state.*left alone/);
  });

  it("while a create clears up the pair whose key it lost is left alone", async ({ host, emulator }) => {
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    const [theirs, failure] = await Promise.all([
      putAfterDelete(emulator),
      host.create(dev).catch((error: unknown) => String(error)),
    ]);

    expect(failure).toMatch(/already exists .*left unchanged/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs]);
  });
});
