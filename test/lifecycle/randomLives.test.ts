/** Random lives of a key pair, with random kills of the host: at the end every pair is held by a state, is an orphan, or was reported. */
import fc from "fast-check";
import { afterAll, vi } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { afterTheEffect, beforeSending } from "./crashes";
import { attemptTag, it, ownerTag, publicHalfOf, type StartHost } from "./fixtures";
import type { Host } from "./host";
import { openStack, type Stack } from "./stack";

/** Most of a life is waiting, so that several are led at a time, each on a host and a cloud of its own. */
const shares = [1, 2, 3, 4, 5, 6, 7, 8];
const livesInEach = 25;

const totals = { lives: 0, kills: 0, held: 0, orphans: 0 };

afterAll(() => {
  const { lives, kills, held, orphans } = totals;
  console.log(
    `${lives} random lives, ${kills} kills: at the end ${held} pairs held, ${orphans} orphans, 0 lost`,
  );
});

type Operation =
  | { readonly kind: "up" | "refresh" | "destroy" | "rotate" | "replace" }
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "retag"; readonly team: string }
  | { readonly kind: "kill"; readonly when: "before the request" | "after the effect" }
  | { readonly kind: "lose the answer" };

const operations = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constantFrom("up", "refresh", "rotate", "replace", "destroy") }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("rename"), name: fc.constantFrom("a", "b", "c") }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("retag"), team: fc.constantFrom("x", "y") }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose the answer") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("kill"),
        when: fc.constantFrom("before the request", "after the effect"),
      }),
    },
  ),
  { minLength: 1, maxLength: 8 },
) as fc.Arbitrary<Operation[]>;

const plans = fc.record({ isFixed: fc.boolean(), operations });

/** One life in one stack, whose pairs carry its name in their tags. */
interface Life {
  readonly stack: Stack;
  readonly stackName: string;
  /** All that a person was told. */
  readonly told: string[];
  args: Record<string, unknown>;
}

it.concurrent.for(shares)(
  `holds, lists or reports every pair, whatever happened, in ${livesInEach} lives: share %i`,
  { timeout: 300_000 },
  async (share, { host, startHost, emulator, expect }) => {
    let count = 0;

    await fc.assert(
      fc.asyncProperty(plans, async ({ isFixed, operations: planned }) => {
        count += 1;
        const stackName = `stack-${share}-${count}`;
        const name = isFixed ? { keyPairName: `dev-${count}` } : {};
        const life: Life = {
          ...{ stack: openStack(host), stackName, told: [] },
          args: { owner: `project/${stackName}/a`, ...name },
        };
        for (const operation of planned) {
          await run(operation, life, { host, startHost, emulator });
        }

        const end = standing(life, emulator);

        totals.held += end.held;
        totals.orphans += end.orphans;
        expect(end.lost).toEqual([]);
        expect(end.missing).toEqual([]);
      }),
      { numRuns: livesInEach },
    );

    totals.lives += count;
    expect(count).toBeGreaterThanOrEqual(livesInEach);
  },
);

/** What a life is led on. */
interface Ground {
  readonly host: Host;
  readonly startHost: StartHost;
  readonly emulator: Emulator;
}

async function run(operation: Operation, life: Life, ground: Ground): Promise<void> {
  const { stack } = life;
  const { emulator } = ground;
  const tell = (failure: string | undefined): void => {
    life.told.push(failure ?? "");
  };
  switch (operation.kind) {
    case "up":
      tell(await stack.up(life.args));
      break;
    case "refresh":
      tell(await stack.refresh());
      break;
    case "destroy":
      tell(await stack.destroy());
      break;
    case "rotate":
      tell(await stack.replace(life.args, "delete first"));
      break;
    case "replace":
      tell(await stack.replace(life.args, "create first"));
      break;
    case "rename":
      life.args = { ...life.args, owner: `project/${life.stackName}/${operation.name}` };
      tell(await stack.up(life.args));
      break;
    case "retag":
      life.args = { ...life.args, tags: { team: operation.team } };
      tell(await stack.up(life.args));
      break;
    case "lose the answer":
      emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1, effect: true });
      tell(await stack.replace(life.args, "create first"));
      emulator.faults.clear();
      break;
    case "kill":
      await kill(operation.when, life, ground);
  }
}

/** A replacement on a host that is lost in it. */
async function kill(
  when: "before the request" | "after the effect",
  { stack, args, told }: Life,
  { host, startHost, emulator }: Ground,
): Promise<void> {
  const victim = await startHost();
  emulator.clearCalls();
  emulator.faults.add(when === "before the request" ? beforeSending.fault : afterTheEffect.fault);
  stack.use(victim);
  let isOver = false;
  const replaced = stack.replace(args, "create first").finally(() => {
    isOver = true;
  });
  const awaited = when === "before the request" ? "GetCallerIdentity" : "CreateKeyPair";
  const isReached = (): boolean => emulator.calls().some(({ action }) => action === awaited);
  await vi.waitUntil(() => isOver || isReached(), { timeout: 60_000, interval: 5 });
  await victim.kill();
  told.push((await replaced) ?? "");
  emulator.faults.clear();
  stack.use(host);
  totals.kills += 1;
}

interface Standing {
  readonly held: number;
  readonly orphans: number;
  /** Pairs that nobody holds, that would not be listed as orphans, and of which nobody was told. */
  readonly lost: readonly string[];
  /** Pairs that state holds with a private key that is not theirs, or that are not there. */
  readonly missing: readonly string[];
}

function standing({ stack, stackName, told }: Life, emulator: Emulator): Standing {
  const held = stack.held().map(({ id, outputs }) => ({
    id,
    attempt: String(outputs["attempt"]),
    publicKey: publicHalfOf(outputs["privateKey"]),
  }));
  const mine = `project/${stackName}/`;
  const pairs = emulator.keyPairs().filter(({ tags }) => tags[ownerTag]?.startsWith(mine) ?? true);
  const others = pairs.filter(({ tags }) => !held.some(({ attempt }) => attempt === tags[attemptTag]));
  const isListed = (tags: Readonly<Record<string, string>>): boolean =>
    tags[attemptTag] !== undefined && tags[ownerTag] !== undefined;
  const isTold = (name: string): boolean => told.some((text) => text.includes(name));
  return {
    held: held.length,
    orphans: others.length,
    lost: others
      .filter(({ tags, keyPairName }) => !isListed(tags) && !isTold(keyPairName))
      .map(({ keyPairName }) => keyPairName),
    missing: held
      .filter(
        ({ id, publicKey }) => !pairs.some((pair) => pair.keyPairName === id && pair.publicKey === publicKey),
      )
      .map(({ id }) => id),
  };
}
