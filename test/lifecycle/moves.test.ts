/** Every operation after every move of state, as the real engine has left it: nothing is lost, deleted or replaced unasked. */
import { afterAll, describe, inject, type ExpectStatic } from "vitest";
import type { Emulator } from "../emulator/emulator";
import { attemptTag, ownerTag, publicHalfOf } from "./fixtures";
import type { Host } from "./host";
import { recordedMoves, withLiving, type MoveRecord } from "./moveRecords";
import { exportOfStack, it } from "./orphansFixtures";
import type { Values } from "./rpc";
import { openStack, type Stack } from "./stack";

const totals = { cells: 0, lost: 0, deleted: 0, replaced: 0 };

afterAll(() => {
  console.log(
    `moves of state: ${totals.cells} cells; keys lost ${totals.lost}, living pairs deleted ${totals.deleted}, ` +
      `pairs replaced unasked ${totals.replaced}`,
  );
});

/** What a cell runs on: a moved stack with its pair, and a program that names the resource as it is called now. */
interface Moved {
  readonly record: MoveRecord;
  readonly stack: Stack;
  readonly args: Values;
  readonly emulator: Emulator;
  readonly living: Values;
}

async function move(record: MoveRecord, host: Host, emulator: Emulator): Promise<Moved> {
  const before = { keyPairName: "dev", owner: record.outputs["owner"] };
  const { outs } = await host.create(before);
  const outputs = withLiving(record, outs);
  const { inputs } = record;
  const stack = openStack(host, { id: "dev", inputs, outputs, timeouts: {}, failed: false });
  emulator.clearCalls();
  return { record, stack, emulator, living: outputs, args: { keyPairName: "dev", owner: record.owner } };
}

/** How many of the cloud's pairs no state holds with its private key, and how many that state holds are not there. */
function lossesIn({ stack, emulator }: Moved): { lost: number; deleted: number } {
  const inCloud = emulator.keyPairs().map(({ publicKey, tags }) => `${publicKey} ${tags[attemptTag] ?? ""}`);
  const inState = stack
    .held()
    .map(({ outputs }) => `${publicHalfOf(outputs["privateKey"])} ${String(outputs["attempt"])}`);
  return {
    lost: inCloud.filter((pair) => !inState.includes(pair)).length,
    deleted: inState.filter((pair) => !inCloud.includes(pair)).length,
  };
}

/** Whether the pair is the one of before the move. */
function isSamePair({ stack, living }: Moved): boolean {
  return stack.recorded()?.outputs["attempt"] === living["attempt"];
}

describe.for(recordedMoves(inject("hostKind")))("after $move", (record) => {
  it.concurrent("up renews the tag in place", async ({ host, emulator, expect }) => {
    const moved = await move(record, host, emulator);

    const failure = await moved.stack.up(moved.args);

    expect(failure).toBeUndefined();
    expect(emulator.keyPairs()[0]?.tags[ownerTag]).toBe(record.owner);
    settle(moved, "same", expect);
  });

  it.concurrent("refresh keeps the private key", async ({ host, emulator, expect }) => {
    const moved = await move(record, host, emulator);

    const failure = await moved.stack.refresh();

    expect(failure).toBeUndefined();
    settle(moved, "same", expect);
  });

  it.concurrent(
    "up --replace leaves the pair and names deleteBeforeReplace",
    async ({ host, emulator, expect }) => {
      const moved = await move(record, host, emulator);

      const failure = await moved.stack.replace(moved.args, "create first");

      expect(failure).toMatch(/already exists[\s\S]*deleteBeforeReplace: true/);
      settle(moved, "same", expect);
    },
  );

  it.concurrent("a rotation replaces the pair and holds the new key", async ({ host, emulator, expect }) => {
    const moved = await move(record, host, emulator);

    const failure = await moved.stack.replace(moved.args, "delete first");

    expect(failure).toBeUndefined();
    settle(moved, "another", expect);
    expect(emulator.keyPairs()[0]?.tags[ownerTag]).toBe(record.owner);
  });

  it.concurrent(
    "a rotation whose answer is lost holds the key of another attempt",
    async ({ host, emulator, expect }) => {
      const moved = await move(record, host, emulator);
      emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1, effect: true });

      const failure = await moved.stack.replace(moved.args, "delete first");

      expect(failure).toBeUndefined();
      settle(moved, "another", expect);
    },
  );

  it.concurrent(
    "orphans neither lists the pair nor deletes it",
    async ({ host, emulator, login, expect }) => {
      const moved = await move(record, host, emulator);
      const tagged = stackOf(record.outputs["owner"]);
      const { privateKey: _, ...outputs } = moved.living;
      await login.put("organization/shop/former", exportOfStack("former"));
      await login.put(`organization/${stackOf(record.owner)}`, exportOfStack("now", { outputs }));

      const listed = await login.orphans("--json", "--owner", tagged);
      const deleted = await login.orphans("--delete", "dev", "--owner", tagged);

      expect(JSON.parse(listed.stdout)).toMatchObject({ orphans: [] });
      expect(deleted.exitCode).toBe(1);
      expect(deleted.stderr).toContain("a state holds it");
      settle(moved, "same", expect);
    },
  );

  it.concurrent("destroy deletes the pair", async ({ host, emulator, expect }) => {
    const moved = await move(record, host, emulator);

    const failure = await moved.stack.destroy();

    expect(failure).toBeUndefined();
    expect(emulator.keyPairs()).toEqual([]);
    settle(moved, "none", expect);
  });
});

/** Adds the cell to the totals, and fails the test where they are not what was asked for. */
function settle(moved: Moved, asked: "same" | "another" | "none", expect: ExpectStatic): void {
  const { lost, deleted } = lossesIn(moved);
  const now = isSamePair(moved) ? "same" : moved.stack.recorded() === undefined ? "none" : "another";
  totals.cells += 1;
  totals.lost += lost;
  totals.deleted += deleted;
  totals.replaced += asked === "same" && now !== "same" ? 1 : 0;
  expect({ lost, deleted, now }).toEqual({ lost: 0, deleted: 0, now: asked });
}

function stackOf(owner: unknown): string {
  return String(owner).split("/").slice(0, 2).join("/");
}
