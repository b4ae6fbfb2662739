/** ^C during a create: the engine waits for it, and nothing is lost. */
import { describe, expect, vi } from "vitest";
import { publicHalfOf } from "../lifecycle/fixtures";
import { it } from "./fixtures";
import { succeed } from "./stack";

describe("one ^C while a create is under way", () => {
  it("lets the create end and be recorded, and leaves neither a lock nor a pending operation", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    emulator.faults.add({ kind: "delay", action: "CreateKeyPair", answerDelayMs: 5_000, calls: 1 });

    const up = stack.startUp();
    await vi.waitUntil(() => emulator.keyPairs().length > 0, { timeout: 120_000 });
    // The whole process group, as a terminal does.
    process.kill(-up.pid, "SIGINT");
    const canceled = await up.ended;
    const pending = await stack.pendingOperations();
    const [pair] = await stack.keyPairs();
    emulator.clearCalls();
    const again = await succeed(stack.up());

    expect(canceled.exitCode).not.toBe(0);
    expect(canceled.text).toContain("update canceled");
    expect(pending).toEqual([]);
    expect(pair).toMatchObject({
      id: "dev",
      outputs: { privateKey: { ciphertext: expect.anything() as unknown } },
    });
    expect(again.text).toContain("2 unchanged");
    expect(emulator.calls()).toEqual([]);
    const { privateKey } = await stack.outputs();
    expect(emulator.keyPairs().map((each) => each.publicKey)).toEqual([publicHalfOf(privateKey)]);
  });
});
