/** The life of an authorized key: each key of ours that an instance accepts is in state, or its instance is reported. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import { newKey, putInstances, regionId } from "../authorizedKeys";
import type { Recorded } from "../stack";
import {
  argumentsOf,
  keysOf,
  ourIds,
  promised,
  targetOf,
  type AuthorizedKeyCell,
  type CellKeys,
} from "./authorizedKeyCells";
import type { Cloud } from "./faults";
import type { Ground } from "./ground";
import { run, type Life, type Standing } from "./life";

const theirs = newKey();
const theirLines = ["# By hand", "", `from="10.0.0.0/8"  ${theirs} theirs `];

/** An authorized key's life. */
export const authorizedKeyLife: Life<AuthorizedKeyCell> = {
  resource: "AuthorizedKey",
  runsInstances: true,
  argumentsOf,
  targetOf,
  promised,
  needsFreshHost: () => false,
  prepare,
  othersIn,
  standings: (cell, { cloud, stack }, told) =>
    ourLines(cell, cloud).map((line) => standingOf(line, stack.recorded(), told)),
  expectDone,
  finish,
};

/** Puts our instances, each with a key of others, and one of others, on which they have authorized our key too. */
function prepare(emulator: Emulator, cell: AuthorizedKeyCell): Promise<void> {
  const { first } = keysOf(cell);
  putInstances(emulator, ourIds.length, { authorizedKeys: theirLines });
  emulator.addInstance({ regionId, instanceId: "i-others", authorizedKeys: [...theirLines, first] });
  return Promise.resolve();
}

/** Every byte that is not in a line of ours, and every byte on the instance of others. */
function othersIn(cloud: Cloud): unknown {
  const isOurs = (line: string): boolean => line.endsWith(" pulumi-alicloud-keypair");
  return {
    ours: ourIds.map((instanceId) =>
      linesOn(cloud, instanceId)
        .filter((line) => !isOurs(line))
        .join("\n"),
    ),
    theirs: linesOn(cloud, "i-others").join("\n"),
    instances: cloud.emulator.instances().map(({ instanceId, status }) => ({ instanceId, status })),
  };
}

function fileOf({ instancesFolder }: Cloud, instanceId: string): string {
  return join(instancesFolder, instanceId, "root/.ssh/authorized_keys");
}

function linesOn(cloud: Cloud, instanceId: string): string[] {
  return readFileSync(fileOf(cloud, instanceId), "utf8").split("\n");
}

/** One of our keys on one of our instances. */
interface Line {
  readonly instanceId: string;
  readonly key: keyof CellKeys;
  readonly publicKey: string;
}

function ourLines(cell: AuthorizedKeyCell, cloud: Cloud): Line[] {
  const { first, second } = keysOf(cell);
  const keys = [
    { key: "first", publicKey: first },
    { key: "second", publicKey: second },
  ] as const;
  return ourIds.flatMap((instanceId) =>
    linesOn(cloud, instanceId).flatMap((line) =>
      keys.flatMap((each) => (line.includes(each.publicKey) ? [{ instanceId, ...each }] : [])),
    ),
  );
}

/** Whether state has the key on that instance, the person was told of the instance, or nobody knows of it. */
function standingOf({ instanceId, publicKey }: Line, recorded: Recorded | undefined, told: string): Standing {
  const { instances = [], ...outputs } = (recorded?.outputs ?? {}) as Partial<Recordings>;
  const isHeld = instances.some(
    ({ present, leftKeys = [], ...each }) =>
      each.instanceId === instanceId &&
      ((present && outputs.publicKey === publicKey) || leftKeys.some((left) => left.publicKey === publicKey)),
  );
  if (isHeld) {
    return "held";
  }
  return told.match(/\bi-\d+\b/g)?.includes(instanceId) === true ? "reported" : "lost";
}

interface Recordings {
  readonly publicKey: string;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly present: boolean;
    readonly leftKeys?: readonly { readonly publicKey: string }[];
  }[];
}

/** What the cell's step is to leave on our instances. */
function goalOf({ step }: AuthorizedKeyCell): Pick<Line, "instanceId" | "key">[] {
  const key = step === "update" ? "second" : "first";
  return step === "delete" ? [] : ourIds.map((instanceId) => ({ instanceId, key }));
}

/** Instances and state have exactly the wanted keys. */
function expectDone(cell: AuthorizedKeyCell, { cloud, stack }: Ground): void {
  const goal = goalOf(cell);
  expect(ourLines(cell, cloud).map(({ instanceId, key }) => ({ instanceId, key }))).toEqual(goal);
  expect(stack.recorded()?.outputs["instances"] ?? []).toEqual(
    goal.map(({ instanceId }) => ({ instanceId, present: true })),
  );
}

/** Nobody is ever locked out, no script runs twice, and the next operation does what is missing. */
async function finish(cell: AuthorizedKeyCell, ground: Ground, failure: string | undefined): Promise<void> {
  const { cloud, stack } = ground;
  expectAccepted(cell, cloud);
  expectRunOnce(cell, cloud.emulator, failure !== undefined);
  if (failure !== undefined) {
    expect(failure).toContain(`authorized key of root in ${regionId}: `);
    await finishLater(cell, ground);
  }
  expect(await stack.destroy()).toBeUndefined();
  expect(ourLines(cell, cloud)).toEqual([]);
}

/** Wherever the old key was accepted before, it is still there, or the new one is. */
function expectAccepted(cell: AuthorizedKeyCell, cloud: Cloud): void {
  if (cell.step === "read" || cell.step === "update") {
    const open = ourLines(cell, cloud).map(({ instanceId }) => instanceId);
    expect([...new Set(open)]).toEqual(ourIds);
  }
}

const commandsIn = { create: 1, read: 0, update: 2, delete: 1 } as const;

/** However often a call was repeated, each script ran once, and at most those of the step. */
function expectRunOnce({ step }: AuthorizedKeyCell, emulator: Emulator, isCut: boolean): void {
  const inCreate = step === "create" ? 0 : 1;
  const commands = emulator.commands().length - inCreate;
  const sent = emulator.calls().filter(({ action, outcome }) => action === "RunCommand" && outcome === "OK");
  expect(commands).toBe(new Set(sent.map(({ parameters }) => parameters["ClientToken"])).size);
  expect(commands).toBeLessThanOrEqual(commandsIn[step]);
  if (!isCut) {
    expect(commands).toBe(commandsIn[step]);
  }
}

/** The same operation again, with time enough, touches no file that is as wanted, and finishes the rest. */
async function finishLater(cell: AuthorizedKeyCell, ground: Ground): Promise<void> {
  const { cloud, stack } = ground;
  const done = ourIds.filter((instanceId) => isDone(cell, cloud, instanceId));
  const before = done.map((instanceId) => statSync(fileOf(cloud, instanceId)).ino);
  const { first, second } = argumentsOf(cell);
  const { customTimeouts: _, ...args } = cell.step === "update" ? second : first;
  const failure =
    cell.step === "create" || cell.step === "update"
      ? await stack.up(args)
      : await run(authorizedKeyLife, cell, ground);
  expect(failure).toBeUndefined();
  expectDone(cell, ground);
  expectAccepted(cell, cloud);
  expect(done.map((instanceId) => statSync(fileOf(cloud, instanceId)).ino)).toEqual(before);
}

function isDone(cell: AuthorizedKeyCell, cloud: Cloud, instanceId: string): boolean {
  const keysOn = (lines: readonly Pick<Line, "instanceId" | "key">[]): string =>
    lines.flatMap((line) => (line.instanceId === instanceId ? [line.key] : [])).join();
  return keysOn(ourLines(cell, cloud)) === keysOn(goalOf(cell));
}
