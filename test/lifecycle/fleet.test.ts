/** A fleet of key pairs on the real host process: few calls for many pairs, and each pair still judged for itself. */
import { describe, expect } from "vitest";
import { it } from "./fixtures";
import { callsOf, handOver, putFleet } from "./fleet";

describe("refresh of 500 pairs", () => {
  it("takes one listing", async ({ host, emulator }) => {
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
    const gone = ["dev-0", "dev-7", "dev-250", "dev-499"];
    for (const name of gone) {
      emulator.removeKeyPair("cn-hangzhou", name);
    }
    const reportedGone: string[] = [];

    await handOver(fleet, async ({ id, outs }) => {
      const read = await host.read(id, outs);
      reportedGone.push(...(read.id === "" ? [id] : []));
    });

    expect(reportedGone.sort()).toEqual(gone.sort());
    expect(callsOf(emulator)).toBeLessThanOrEqual(12 + 2 * gone.length);
    const looks = emulator.calls().map((call) => call.parameters["KeyPairName"]);
    expect(gone.map((name) => looks.filter((look) => look === name).length)).toEqual([2, 2, 2, 2]);
  });
});

describe("destroy of 500 pairs", () => {
  it("compares over listings and deletes in batches", async ({ host, emulator }) => {
    const fleet = await putFleet(emulator, 500);

    const failures = await handOver(fleet, ({ id, outs }) => host.delete(id, outs));

    expect(failures).toEqual({});
    expect(emulator.keyPairs()).toEqual([]);
    expect(callsOf(emulator)).toBeLessThanOrEqual(24 + 500 / 5);
    console.log(`destroy of 500: ${callsOf(emulator)} calls, ${callsOf(emulator, "DeleteKeyPairs")} deletes`);
  });
});
