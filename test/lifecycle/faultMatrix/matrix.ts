/** The fault matrix as tests, on either host: in every cell, each pair in the cloud is in state with its private key, or there is none, or it is reported. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject, it } from "vitest";
import { promised, wording, type Cell, type Outcome } from "./cells";
import { provoke } from "./faults";
import { openGrounds, type Grounds, type HostStart } from "./ground";
import { finish, heal, liveUntil, metFault, outcomeOf, run } from "./run";

const nothing = /^$/;

/** Runs these cells, each as a test, on hosts that are started so. */
export function testMatrix(cells: readonly Cell[], start: HostStart): void {
  let home: string;
  let grounds: Grounds;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "keypair-home-"));
    grounds = openGrounds(inject("installed"), home, start);
  });

  afterAll(async () => {
    await grounds.close();
    await rm(home, { recursive: true });
    console.log(totals(cells, outcomes));
  });

  describe.concurrent("the fault matrix", { timeout: 600_000 }, () => {
    for (const cell of cells) {
      const { fault, action, step, way } = cell;

      it(`${fault} at ${action} in ${step}, ${way}: ${promised(cell)}`, ({ expect }) =>
        grounds.use(action === "GetCallerIdentity", async (ground) => {
          await liveUntil(cell, ground);
          provoke(fault, action, ground.cloud);

          const failure = await run(cell, ground);
          await heal(ground.cloud);

          expect(metFault(cell, ground, failure), failure).toBe(true);
          const outcome = outcomeOf(cell, ground, failure);
          expect(outcome, failure).toBe(promised(cell));
          expect(failure ?? "").toMatch(outcome === "recovered" ? nothing : (wording[fault] ?? nothing));
          await finish(cell, ground, failure);
          outcomes.push(promised(cell));
        }));
    }
  });
}

function totals(cells: readonly Cell[], outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  return (
    `fault matrix: ${cells.length} cells: ${count("recovered")} recovered, ${count("reported")} reported, ` +
    `${count("clean error")} clean errors, ${cells.length - outcomes.length} lost or failed`
  );
}
