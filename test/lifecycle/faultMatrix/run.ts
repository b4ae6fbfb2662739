/** The way through one cell: the life up to the fault, the step that meets it, the facts, and the life after it. */
import { expect, vi } from "vitest";
import { attemptTag } from "../fixtures";
import { argsOf, type Cell, type Outcome } from "./cells";
import { othersNow, ourPairs, standingOf } from "./facts";
import type { Cloud } from "./faults";
import type { Ground } from "./ground";

/** Lives up to the step that is to meet the fault. */
export async function liveUntil({ step, ...cell }: Cell, { stack, cloud }: Ground): Promise<void> {
  if (step !== "create") {
    expect(await stack.up(argsOf({ step, ...cell }).first)).toBeUndefined();
  }
  cloud.emulator.clearCalls();
}

/** Runs the step. @returns the text of its failure, if it fails */
export function run(cell: Cell, { stack }: Ground): Promise<string | undefined> {
  const { first, second } = argsOf(cell);
  switch (cell.step) {
    case "create":
      return stack.up(first);
    case "update":
      return stack.up(second);
    case "read":
      return stack.refresh();
    case "delete":
      return stack.destroy();
  }
}

/** Ends the fault and waits for effects that come late. */
export async function heal({ emulator, ecsGate, stsGate }: Cloud): Promise<void> {
  emulator.faults.clear();
  await ecsGate.open();
  await stsGate.open();
  const pending = (): number => emulator.calls().filter(({ outcome }) => outcome === "PENDING").length;
  await vi.waitFor(
    () => {
      expect(pending()).toBe(0);
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Whether the fault met its action: a cell without it proves nothing. */
export function metFault(cell: Cell, { cloud, stack }: Ground, failure: string | undefined): boolean {
  const calls = cloud.emulator.calls().filter(({ action }) => action === cell.action);
  if (cell.fault !== "refused connection") {
    return calls.some(({ fault }) => fault !== undefined);
  }
  return cell.action === "GetCallerIdentity"
    ? calls.length === 0 && stack.recorded()?.outputs["accountId"] === undefined
    : calls.length === 0 && failure?.includes(`${cell.action}: `) === true;
}

/** What the step came to, by what the cloud holds. */
export function outcomeOf({ step }: Cell, ground: Ground, failure: string | undefined): Outcome | "lost" {
  const { cloud, others, stack } = ground;
  expect(othersNow(cloud.emulator, others)).toEqual(others);
  const pairs = ourPairs(cloud.emulator, others);
  const standings = pairs.map((pair) => standingOf(pair, stack.recorded(), failure ?? ""));
  if (standings.includes("lost")) {
    return "lost";
  }
  if (failure === undefined) {
    expect(standings).toEqual(step === "delete" ? [] : ["held"]);
    return "recovered";
  }
  return standings.includes("reported") ? "reported" : "clean error";
}

/** The next operation finishes the work, and a destroy leaves nothing but a pair that was reported. */
export async function finish(cell: Cell, ground: Ground, failure: string | undefined): Promise<void> {
  const { cloud, others, stack } = ground;
  const reported = stack.recorded() === undefined ? ourPairs(cloud.emulator, others) : [];
  const [orphan] = reported;
  if (failure !== undefined && orphan !== undefined && cell.way === "fixed name") {
    await recover(cell, ground, String(orphan.tags[attemptTag]));
  } else if (failure !== undefined) {
    expect(await run(cell, ground)).toBeUndefined();
  }
  if (cell.step === "update") {
    expect(ourPairs(cloud.emulator, others)).toMatchObject([
      { tags: { color: "blue" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" },
    ]);
  }
  expect(await stack.destroy()).toBeUndefined();
  expect(ourPairs(cloud.emulator, others)).toEqual(cell.way === "fixed name" ? [] : reported);
  expect(othersNow(cloud.emulator, others)).toEqual(others);
}

async function recover(cell: Cell, { stack }: Ground, attempt: string): Promise<void> {
  const { first } = argsOf(cell);
  expect(await stack.up(first)).toContain(`recoverOrphan: "${attempt}"`);
  expect(await stack.up({ ...first, recoverOrphan: attempt })).toBeUndefined();
}
