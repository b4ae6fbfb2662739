/** Every operation after every move of state, as the real engine has left it: nothing is lost, deleted or replaced unasked. */
import { afterAll, inject, type ExpectStatic } from "vitest";
import type { CommandEnd } from "./command";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, ownerTag, publicHalfOf } from "./fixtures";
import type { Host } from "./host";
import { recordedMoves, withLiving, type MoveRecord } from "./moveRecords";
import { exportOfStack, it } from "./orphansFixtures";
import type { Values } from "./rpc";
import { openStack, type Stack } from "./stack";

const totals = { cells: 0, lost: 0, deleted: 0, replaced: 0 };

afterAll(() => {
  const { cells, lost, deleted, replaced } = totals;
  console.log(
    `moves of state: ${cells} cells; keys lost ${lost}, living pairs deleted ${deleted}, pairs replaced unasked ${replaced}`,
  );
});

/** A stack that was moved, with its pair, and a program that names the resource as it is called now. */
interface Moved {
  readonly record: MoveRecord;
  readonly keyPairName: string;
  readonly stack: Stack;
  readonly args: Values;
  readonly emulator: Emulator;
  readonly living: Values;
  readonly orphans: (...args: string[]) => Promise<CommandEnd>;
  readonly expect: ExpectStatic;
}

/** What is left of the pair after an operation, by what was asked for. */
type End = "same" | "another" | "none";

/** The operations, each of which runs on a pair of its own and tells what it was to leave. */
const operations: Readonly<Record<string, (moved: Moved) => Promise<End>>> = {
  up: async ({ stack, args, record, expect, ...moved }) => {
    expect(await stack.up(args)).toBeUndefined();
    expect(pairOf(moved)?.tags[ownerTag]).toBe(record.owner);
    return "same";
  },
  refresh: async ({ stack, expect }) => {
    expect(await stack.refresh()).toBeUndefined();
    return "same";
  },
  "up --replace": async ({ stack, args, expect }) => {
    expect(await stack.replace(args, "create first")).toMatch(
      /already exists[\s\S]*deleteBeforeReplace: true/,
    );
    return "same";
  },
  rotate: async ({ stack, args, record, expect, ...moved }) => {
    expect(await stack.replace(args, "delete first")).toBeUndefined();
    expect(pairOf(moved)?.tags[ownerTag]).toBe(record.owner);
    return "another";
  },
  "lost create": async ({ stack, args, emulator, expect }) => {
    emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1, effect: true });
    expect(await stack.replace(args, "delete first")).toBeUndefined();
    return "another";
  },
  orphans: async ({ orphans, record, expect }) => {
    const { stdout } = await orphans("--json", "--owner", stackOf(record.outputs["owner"]));
    expect(JSON.parse(stdout)).toMatchObject({ orphans: [] });
    return "same";
  },
  "orphans --delete": async ({ orphans, keyPairName, record, expect }) => {
    const owner = stackOf(record.outputs["owner"]);
    const { exitCode, stderr } = await orphans("--delete", keyPairName, "--owner", owner);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("a state holds it")]);
    return "same";
  },
  destroy: async ({ stack, expect }) => {
    expect(await stack.destroy()).toBeUndefined();
    return "none";
  },
};

it.concurrent.for(recordedMoves(inject("hostKind")))(
  `after $move nothing is lost by ${Object.keys(operations).join(", ")}`,
  async (record, { host, emulator, login, expect }) => {
    await login.put("organization/shop/former", exportOfStack("former"));
    const exported = `organization/${stackOf(record.owner)}`;

    for (const [index, [name, operate]] of Object.entries(operations).entries()) {
      const { stack, living, args, keyPairName } = await move(record, `dev-${index}`, host);
      const { privateKey: _, ...outputs } = living;
      await login.put(exported, exportOfStack("now", { outputs }));
      const moved = { record, stack, living, args, keyPairName, emulator, orphans: login.orphans, expect };

      const asked = await operate(moved);

      const end = endOf(moved);
      totals.replaced += asked === "same" && end.left === "another" ? 1 : 0;
      expect([name, end]).toEqual([name, { lost: 0, deleted: 0, left: asked }]);
      await stack.destroy();
    }
  },
);

async function move(
  record: MoveRecord,
  keyPairName: string,
  host: Host,
): Promise<Pick<Moved, "stack" | "living" | "args" | "keyPairName">> {
  const { outs } = await host.create({ keyPairName, owner: record.outputs["owner"] });
  const living = { ...withLiving(record, outs), keyPairName };
  const inputs = { ...record.inputs, keyPairName };
  const recorded = { id: keyPairName, inputs, outputs: living, timeouts: {}, failed: false };
  const stack = openStack(host, recorded);
  return { keyPairName, living, stack, args: { keyPairName, owner: record.owner } };
}

function pairOf({ emulator, keyPairName }: Pick<Moved, "emulator" | "keyPairName">) {
  return emulator.keyPairs().find((pair) => pair.keyPairName === keyPairName);
}

/** What is left, and how many pairs no state holds with their private key, or are held and not there. */
function endOf(moved: Moved): { lost: number; deleted: number; left: End } {
  const { stack, living, emulator } = moved;
  const inCloud = emulator.keyPairs().map(({ publicKey, tags }) => `${publicKey} ${tags[attemptTag] ?? ""}`);
  const inState = stack
    .held()
    .map(({ outputs }) => `${publicHalfOf(outputs["privateKey"])} ${String(outputs["attempt"])}`);
  const lost = inCloud.filter((pair) => !inState.includes(pair)).length;
  const deleted = inState.filter((pair) => !inCloud.includes(pair)).length;
  const now = stack.recorded()?.outputs["attempt"];
  totals.cells += 1;
  totals.lost += lost;
  totals.deleted += deleted;
  return { lost, deleted, left: now === undefined ? "none" : now === living["attempt"] ? "same" : "another" };
}

function stackOf(owner: unknown): string {
  return String(owner).split("/").slice(0, 2).join("/");
}
