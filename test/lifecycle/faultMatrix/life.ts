/** The way of any resource through one cell: its life up to the fault, the step that meets it, and what that came to. */
import { expect, vi } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import type { ResourceType } from "../host";
import type { Values } from "../rpc";
import type { Cell, Outcome } from "./cells";
import type { Cloud, Target } from "./faults";
import type { Ground } from "./ground";

/** A thing of ours in the cloud as seen from state and from what the person was told. */
export type Standing = "held" | "reported" | "lost";

/** The life of a resource that meets the faults, and the facts that each cell must end with. */
export interface Life<C extends Cell> {
  readonly resource: ResourceType;
  /** Whether its instances run; false by default. */
  readonly runsInstances?: boolean;
  /** The arguments before the update and after it. */
  argumentsOf(cell: C): { readonly first: Values; readonly second: Values };
  targetOf(cell: C): Target;
  promised(cell: C): Outcome;
  /** Whether the cell needs a host that has asked nobody yet who it is. */
  needsFreshHost(cell: C): boolean;
  /** Puts into an empty cloud what the life needs, and what belongs to others. */
  prepare(emulator: Emulator, cell: C): Promise<void>;
  /** What belongs to others: it must be there, and be the same, at every end. */
  othersIn(cloud: Cloud): unknown;
  /** @param told - the failure's text; empty without one */
  standings(cell: C, ground: Ground, told: string): readonly Standing[];
  /** Expects that the step has done all of its work. */
  expectDone(cell: C, ground: Ground): void;
  /** Expects that the next operation finishes the work, and that a destroy leaves nothing that was not reported. */
  finish(cell: C, ground: Ground, failure: string | undefined): Promise<void>;
}

/** Lives up to the step that is to meet the fault. */
export async function liveUntil<C extends Cell>(
  life: Life<C>,
  cell: C,
  { stack, cloud }: Ground,
): Promise<void> {
  if (cell.step !== "create") {
    expect(await stack.up(life.argumentsOf(cell).first)).toBeUndefined();
  }
  cloud.emulator.clearCalls();
}

/** Runs the step. @returns the text of its failure, if it fails */
export function run<C extends Cell>(life: Life<C>, cell: C, { stack }: Ground): Promise<string | undefined> {
  const { first, second } = life.argumentsOf(cell);
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
  const pending = (): number =>
    emulator.calls().filter(({ outcome }) => outcome === "PENDING").length +
    emulator.commands().filter(({ isOver }) => !isOver).length;
  await vi.waitFor(
    () => {
      expect(pending()).toBe(0);
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Whether the fault met its target: a cell without it proves nothing. */
export function metFault(
  { fault }: Cell,
  target: Target,
  { cloud, stack }: Ground,
  failure: string | undefined,
): boolean {
  const calls = cloud.emulator.calls();
  const hits = calls.filter(({ action }) => action === target.action);
  if (fault !== "refused connection") {
    return hits.some((call) => call.fault !== undefined);
  }
  const spared =
    target.isLater === true ? calls.findLastIndex(({ action }) => action === target.after?.action) : -1;
  const wasCalled = calls.slice(spared + 1).some(({ action }) => action === target.action);
  return target.service === "sts"
    ? !wasCalled && stack.recorded()?.outputs["accountId"] === undefined
    : !wasCalled && failure?.includes(`${target.action}: `) === true;
}

/** What the step came to, by what the cloud holds. */
export function outcomeOf<C extends Cell>(
  life: Life<C>,
  cell: C,
  ground: Ground,
  failure: string | undefined,
): Outcome | "lost" {
  const standings = life.standings(cell, ground, failure ?? "");
  if (standings.includes("lost")) {
    return "lost";
  }
  if (failure === undefined) {
    life.expectDone(cell, ground);
    return "recovered";
  }
  return standings.includes("reported") ? "reported" : "clean error";
}
