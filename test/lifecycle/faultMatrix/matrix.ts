/** The fault matrix as tests, of any resource and on either host: in every cell, what is ours in the cloud is in state, or it is reported. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { wording, type Cell, type Outcome } from "./cells";
import { provoke } from "./faults";
import { openGrounds, type Ground, type Grounds, type HostStart } from "./ground";
import { heal, liveUntil, metFault, outcomeOf, run, type Life } from "./life";
import { recordFile, recordOf } from "./record";

const nothing = /^$/;

/** Runs these cells of a life, each as a test, on hosts that are started so. */
export function testMatrix<C extends Cell>(life: Life<C>, cells: readonly C[], start: HostStart): void {
  let home: string;
  let grounds: Grounds;
  const outcomes = new Map<Cell, Outcome>();
  const { resource, runsInstances = false } = life;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "keypair-home-"));
    grounds = openGrounds({ installed: inject("installed"), home, resource, runsInstances }, start);
  });

  afterAll(async () => {
    await grounds.close();
    await rm(home, { recursive: true });
    console.log(totals(cells, [...outcomes.values()]));
  });

  describe.concurrent("the fault matrix", { timeout: 600_000 }, () => {
    for (const cell of cells) {
      const { fault, action, step, way } = cell;
      const needs = {
        freshHost: life.needsFreshHost(cell),
        prepare: (emulator: Ground["cloud"]["emulator"]) => life.prepare(emulator, cell),
      };

      it(`${fault} at ${action} in ${step}, ${way}: ${life.promised(cell)}`, () =>
        grounds.use(needs, async (ground) => {
          outcomes.set(cell, await goThrough(life, cell, ground));
        }));
    }
  });

  // docs/reliability.md shows the record; `npm test -- faultMatrix -u` writes it anew.
  it("the fault matrix ends as recorded", async () => {
    const found = cells.flatMap((cell) => {
      const outcome = outcomes.get(cell);
      return outcome === undefined ? [] : [{ ...cell, outcome }];
    });
    await expect(recordOf(inject("hostKind"), resource, found)).toMatchFileSnapshot(
      recordFile(inject("hostKind"), expect.getState().testPath),
    );
  });
}

async function goThrough<C extends Cell>(life: Life<C>, cell: C, ground: Ground): Promise<Outcome> {
  const { cloud } = ground;
  const others = life.othersIn(cloud);
  const target = life.targetOf(cell);
  await liveUntil(life, cell, ground);
  provoke(cell.fault, target, cloud);

  const failure = await run(life, cell, ground);
  await heal(cloud);

  expect(metFault(cell, target, ground, failure), failure).toBe(true);
  expect(life.othersIn(cloud)).toEqual(others);
  const outcome = life.promised(cell);
  expect(outcomeOf(life, cell, ground, failure), failure).toBe(outcome);
  expect(failure ?? "").toMatch(outcome === "recovered" ? nothing : (wording[cell.fault] ?? nothing));
  await life.finish(cell, ground, failure);
  expect(life.othersIn(cloud)).toEqual(others);
  return outcome;
}

function totals(cells: readonly Cell[], outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  return (
    `fault matrix: ${cells.length} cells: ${count("recovered")} recovered, ${count("reported")} reported, ` +
    `${count("clean error")} clean errors, ${cells.length - outcomes.length} lost or failed`
  );
}
