/** What fails after a pair is there: state holds what was reached and why it is not all, and the next `up` goes on. */
import { describe, expect } from "vitest";
import { publicHalfOf } from "../lifecycle/fixtures";
import { it, program } from "./fixtures";
import { succeed } from "./stack";

const refusal = { kind: "error", code: "Forbidden.RAM", httpStatus: 403 } as const;

describe("a pair that could not be tagged", () => {
  it("once adopted is in state with the error, and the next up tags it", async ({ open, emulator }) => {
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev", tags: { old: "1" } });
    emulator.faults.add({ ...refusal, action: "TagResources" });
    const stack = await open({
      program: program('{ keyPairName: "dev", adopt: true, tags: { team: "infra" } }'),
    });

    const failed = await stack.up();
    const [reached] = await stack.keyPairs();
    emulator.faults.clear();
    const next = await succeed(stack.up());
    const [finished] = await stack.keyPairs();

    expect(failed.exitCode).not.toBe(0);
    expect(failed.text).toMatch(/Forbidden\.RAM[\s\S]*The next up goes on/);
    expect(reached).toMatchObject({ id: "dev", outputs: { adopted: true } });
    expect(reached?.initErrors?.join()).toContain("Forbidden.RAM");
    expect(next.text).toContain("1 updated");
    expect(finished).not.toHaveProperty("initErrors");
    expect(emulator.keyPairs().map((pair) => pair.tags)).toEqual([{ team: "infra" }]);
  });

  it("keeps its private key in state, and the next up tags it", async ({ open, emulator }) => {
    const stack = await open();
    await succeed(stack.up());
    await stack.write(program('{ keyPairName: "dev", tags: { team: "infra" } }'));
    emulator.faults.add({ ...refusal, action: "TagResources" });

    const failed = await stack.up();
    const reached = await stack.outputs();
    emulator.faults.clear();
    await succeed(stack.up());

    expect(failed.text).toMatch(/Forbidden\.RAM[\s\S]*The next up goes on/);
    const [pair] = emulator.keyPairs();
    expect(publicHalfOf(reached["privateKey"])).toBe(pair?.publicKey);
    expect((await stack.outputs())["privateKey"]).toBe(reached["privateKey"]);
    expect(pair?.tags).toMatchObject({ team: "infra" });
  });
});
