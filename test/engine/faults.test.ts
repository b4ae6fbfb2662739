/** Cells of the fault matrix in which the engine matters: what it records, and what its next operation does. */
import { describe, expect } from "vitest";
import type { Emulator } from "../emulator/emulator";
import { attemptTag, publicHalfOf } from "../lifecycle/fixtures";
import { it, program } from "./fixtures";
import { succeed, type Stack } from "./stack";

/** Every pair in the cloud is the one in state, whose private key is its half. */
async function expectHeld(stack: Stack, emulator: Emulator, keyPairName: string): Promise<void> {
  const [recorded, ...rest] = await stack.keyPairs();
  expect(rest).toEqual([]);
  expect(emulator.keyPairs().map((pair) => [pair.keyPairName, pair.publicKey])).toEqual([
    [keyPairName, recorded?.outputs?.["publicKey"]],
  ]);
  const { privateKey, publicKey } = await stack.outputs();
  expect(publicKey).toBe(recorded?.outputs?.["publicKey"]);
  expect(publicHalfOf(privateKey)).toBe(publicKey);
}

describe("an answer that is lost", () => {
  it("at CreateKeyPair: up succeeds, and state holds the key of the one pair", async ({ open, emulator }) => {
    emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 2 });
    const stack = await open();

    await succeed(stack.up());

    await expectHeld(stack, emulator, "dev");
  });

  it("at the CreateKeyPair of a replacement: one new pair is there, and the old one goes", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await succeed(stack.up());
    await stack.write(program('{ keyPairName: "dev-2" }'));
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });

    await succeed(stack.up());

    await expectHeld(stack, emulator, "dev-2");
  });

  it("at DeleteKeyPairs: destroy succeeds", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    await succeed(stack.destroy());

    expect(emulator.keyPairs()).toEqual([]);
    expect(await stack.keyPairs()).toEqual([]);
  });
});

describe("an effect that comes later than the deadline", () => {
  it("at CreateKeyPair is reported; the next up says how to recover, and does", async ({
    open,
    emulator,
  }) => {
    const opts = '{ customTimeouts: { create: "5s" } }';
    emulator.faults.add({ kind: "delay", action: "CreateKeyPair", effectDelayMs: 8_000 });
    const stack = await open({ program: program('{ keyPairName: "dev" }', opts) });
    await stack.setConfig("alicloud-keypair:clientReadTimeout", "3000");

    const late = await stack.up();
    await expect.poll(() => emulator.keyPairs().length, { timeout: 60_000 }).toBe(1);
    emulator.faults.clear();
    const explained = await stack.up();
    const attempt = String(emulator.keyPairs()[0]?.tags[attemptTag]);
    await stack.write(program(`{ keyPairName: "dev", recoverOrphan: "${attempt}" }`));
    await succeed(stack.up());

    expect(late.text).toContain(attempt);
    expect(explained.text).toContain(`recoverOrphan: "${attempt}"`);
    await expectHeld(stack, emulator, "dev");
    expect(emulator.keyPairs()[0]?.tags[attemptTag]).not.toBe(attempt);
  });

  it("at DeleteKeyPairs fails the destroy, state stays, and the next destroy ends it", async ({
    open,
    emulator,
  }) => {
    const stack = await open({
      program: program('{ keyPairName: "dev" }', '{ customTimeouts: { delete: "5s" } }'),
    });
    await stack.setConfig("alicloud-keypair:clientReadTimeout", "3000");
    await succeed(stack.up());
    emulator.faults.add({ kind: "delay", action: "DeleteKeyPairs", effectDelayMs: 8_000 });

    const late = await stack.destroy();
    const kept = await stack.keyPairs();
    await expect.poll(() => emulator.keyPairs().length, { timeout: 60_000 }).toBe(0);
    emulator.faults.clear();
    await succeed(stack.destroy());

    expect(late.exitCode).not.toBe(0);
    expect(late.text).toMatch(/did not succeed within 5s/);
    expect(kept).toHaveLength(1);
    expect(await stack.keyPairs()).toEqual([]);
  });
});

describe("a refusal", () => {
  it("at JoinResourceGroup, after the tags are set: state holds both, and the next up goes on", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    await succeed(stack.up());
    await stack.write(
      program('{ keyPairName: "dev", tags: { a: "1" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" }'),
    );
    emulator.faults.add({ kind: "error", code: "SignatureDoesNotMatch", action: "JoinResourceGroup" });

    const failed = await stack.up();
    const [reached] = await stack.keyPairs();
    emulator.faults.clear();
    await succeed(stack.up());

    expect(failed.exitCode).not.toBe(0);
    expect(reached?.outputs?.["tags"]).toEqual({ a: "1" });
    await expectHeld(stack, emulator, "dev");
    expect(emulator.keyPairs()).toMatchObject([{ tags: { a: "1" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" }]);
  });

  it("at DescribeKeyPairs fails the refresh, and state keeps the key", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    emulator.faults.add({ kind: "error", code: "InvalidTimeStamp.Expired", action: "DescribeKeyPairs" });

    const failed = await stack.refresh();

    expect(failed.exitCode).not.toBe(0);
    expect(failed.text).toMatch(/InvalidTimeStamp\.Expired[\s\S]*clock/);
    await expectHeld(stack, emulator, "dev");
  });
});
