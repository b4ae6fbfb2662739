/** A team's backend: two checkouts that update one stack on a Postgres server, and one that is killed there. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, vi } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { afterTheEffect } from "../lifecycle/crashes";
import { publicHalfOf } from "../lifecycle/fixtures";
import { secretsProvider } from "../vault";
import { it as base } from "./fixtures";
import { loseEngine } from "./losses";
import { orphans } from "./orphansCommand";
import { startPostgres } from "./postgres";
import { endProcesses } from "./processes";
import { checkOut, openStack, succeed, type CommandResult, type Stack, type Workspace } from "./stack";

const tenMinutesMs = 600_000;

/** Someone who runs `pulumi`: a home and a checkout of their own. */
interface Runner {
  readonly workspace: Workspace;
  readonly stack: Stack;
}

// Behind the machine's clock: a pair that was only just made is nobody's to delete as an orphan.
const inThePast = base.extend({ emulatorOptions: { nowMs: () => Date.now() - tenMinutesMs } });

const onPostgres = inThePast
  .extend("postgresPrefix", { scope: "file" }, join(tmpdir(), "keypair-postgres-"))
  .extend("postgres", { scope: "file" }, async ({ postgresPrefix }, { onCleanup }) => {
    const postgres = await startPostgres(postgresPrefix);
    onCleanup(() => postgres.close());
    return postgres;
  });

const it = onPostgres.extend<{ runners: readonly [Runner, Runner] }>({
  runners: async ({ workspace, postgres }, use) => {
    const env = { ...workspace.env, ...postgres.env };
    const [ann, bob] = ["ann", "bob"].map((name) => ({
      ...workspace,
      env,
      folder: join(workspace.folder, name),
    }));
    if (ann === undefined || bob === undefined) {
      throw new Error("two workspaces make two runners");
    }
    const first = await openStack(ann, { program: pairs(1), project: "team" });
    const second = await checkOut(bob, first);
    await use([
      { workspace: ann, stack: first },
      { workspace: bob, stack: second },
    ]);
    await Promise.all([first, second].map(({ folder }) => rm(folder, { recursive: true, force: true })));
  },
});

/** A program with so many key pairs of generated names. Where `WAITS_FOR` names a file, it makes that and waits until it is gone. */
function pairs(count: number): string {
  return `
const { existsSync, writeFileSync } = require("node:fs");
const { setTimeout } = require("node:timers/promises");
const alicloud = require("pulumi-alicloud-keypair");
module.exports = async () => {
  const file = process.env.WAITS_FOR;
  if (file !== undefined) {
    writeFileSync(file, "");
    while (existsSync(file)) await setTimeout(20);
  }
  const pairs = Array.from({ length: ${count} }, (_, n) => new alicloud.KeyPair("dev-" + n));
  return Object.fromEntries(pairs.map(({ keyPairName, privateKey }, n) => ["dev-" + n, { keyPairName, privateKey }]));
};
`;
}

const refresh = ["refresh", "--yes", "--skip-preview", "--stack", "test"];

const totals = { runs: 0, conflicts: 0, lost: 0 };

/**
 * What a run prints that has met another's lock. The engine lists the locks and then asks for each one: where the other
 * run removes its lock in between, Postgres has no such row.
 */
const refusal = /the stack is currently locked by \d+ lock|sql: no rows in result set/;

/** Counts a run that succeeded or that a lock has refused; fails the test where it ended otherwise. */
async function counted(run: Promise<CommandResult>): Promise<"done" | "refused"> {
  const result = await run;
  totals.runs += 1;
  if (refusal.test(result.text)) {
    expect(result.text).not.toContain("Updating (");
    totals.conflicts += 1;
    return "refused";
  }
  await succeed(Promise.resolve(result));
  return "done";
}

/** Compares what the cloud holds with the private keys in state. */
async function expectNothingLost({ stack }: Runner, emulator: Emulator, count: number): Promise<void> {
  const outputs = Object.values(await stack.outputs()) as { keyPairName: string; privateKey: string }[];
  const kept = outputs.map(({ keyPairName, privateKey }) => `${keyPairName} ${publicHalfOf(privateKey)}`);
  const made = emulator.keyPairs().map(({ keyPairName, publicKey }) => `${keyPairName} ${publicKey}`);
  const lost = [
    ...made.filter((pair) => !kept.includes(pair)),
    ...kept.filter((pair) => !made.includes(pair)),
  ];
  totals.lost += lost.length;
  expect(lost).toEqual([]);
  expect(made).toHaveLength(count);
  expect(await stack.keyPairs()).toHaveLength(count);
  expect(await stack.pendingOperations()).toEqual([]);
}

afterAll(() => {
  console.log(`a team on Postgres: ${totals.runs} runs, ${totals.conflicts} conflicts, lost: ${totals.lost}`);
});

describe("two runners of one stack on Postgres", () => {
  it("lose nothing: the lock keeps them apart, and one takes over from the other that is killed", async ({
    runners,
    emulator,
    postgres,
  }) => {
    const [ann, bob] = runners;
    const file = join(ann.workspace.folder, "waiting");

    // The second is refused while the first runs, and finds nothing to do afterwards.
    const running = ann.stack.startUp({ WAITS_FOR: file });
    await vi.waitUntil(() => existsSync(file), { timeout: 120_000 });
    expect(await counted(bob.stack.up())).toBe("refused");
    expect(emulator.calls()).toEqual([]);
    await rm(file);
    expect([await counted(running.ended), await counted(bob.stack.up())]).toEqual(["done", "done"]);
    expect(bob.stack.printed()).toMatch(/locked by 1 lock\(s\)[\s\S]*pulumi cancel/);
    expect(bob.stack.printed()).not.toContain(postgres.password);
    expect(bob.stack.printed()).toContain("2 unchanged");
    await expectNothingLost(bob, emulator, 1);

    // They start at the same moment: whoever is refused runs again.
    for (const count of [2, 3]) {
      await Promise.all(runners.map(({ stack }) => stack.write(pairs(count))));
      const ends = await Promise.all(runners.map(({ stack }) => counted(stack.up())));
      for (const { stack } of runners.filter((_, n) => ends[n] === "refused")) {
        expect(await counted(stack.up())).toBe("done");
      }
      await expectNothingLost(bob, emulator, count);
    }

    // One is killed while it creates: cancel, refresh, up, and the orphan is deleted, from the other's checkout.
    await Promise.all(runners.map(({ stack }) => stack.write(pairs(4))));
    const before = emulator.keyPairs().map(({ keyPairName }) => keyPairName);
    emulator.faults.add(afterTheEffect.fault);
    const isReached = () => emulator.keyPairs().length > before.length;
    await endProcesses(await loseEngine(isReached, ann.stack));
    const orphan = String(
      emulator.keyPairs().find(({ keyPairName }) => !before.includes(keyPairName))?.keyPairName,
    );
    expect(await counted(bob.stack.up())).toBe("refused");
    await succeed(bob.stack.run(["cancel", "--yes", "test"]));
    expect(await bob.stack.pendingOperations()).toEqual(["creating"]);
    await succeed(bob.stack.run([...refresh, "--clear-pending-creates"]));
    expect(await counted(bob.stack.up())).toBe("done");
    totals.runs += 2;
    const listed = await orphans(bob.workspace);
    expect(listed.stdout).toContain(`\n  ${orphan}, cn-hangzhou`);
    expect((await orphans(bob.workspace, "--delete", orphan)).exitCode).toBe(0);
    await expectNothingLost(bob, emulator, 4);
  });
});

/** A way to take a stack from one backend to another. */
type Move = (stack: Stack, from: string, there: Readonly<Record<string, string>>) => Promise<void>;

const ways: Readonly<Record<string, Move>> = {
  migrate: async (stack, from, there) => {
    await succeed(stack.run(["stack", "migrate", from, "test", "--yes"], there));
  },
  "export and import": async (stack, _from, there) => {
    const file = join(stack.folder, "state.json");
    await succeed(stack.run(["stack", "export", "--stack", "test", "--file", file]));
    await succeed(stack.run(["stack", "init", "test", "--secrets-provider", secretsProvider], there));
    await succeed(stack.run(["stack", "import", "--stack", "test", "--file", file], there));
  },
};

/** Engine 3.252 has no `stack migrate` yet. */
const hasMigrate = execFileSync("pulumi", ["stack", "--help"], { encoding: "utf8" }).includes("migrate");

describe("a stack that outgrows its file backend", () => {
  const rows = Object.entries(ways).filter(([name]) => name !== "migrate" || hasMigrate);

  it.for(rows)(
    "moves to Postgres with its private key, by %s; what is left behind goes without its key pair",
    async ([, move], { open, postgres, workspace, emulator }) => {
      const stack = await open();
      await succeed(stack.up());
      const { privateKey } = await stack.outputs();
      const there = postgres.env;
      emulator.clearCalls();

      await move(stack, `file://${join(workspace.folder, "backend")}`, there);
      await succeed(stack.run(["stack", "rm", "test", "--yes", "--force", "--preserve-config"]));
      await succeed(stack.run(["preview", "--expect-no-changes", "--stack", "test"], there));
      const output = ["stack", "output", "privateKey", "--show-secrets", "--stack", "test"];
      const { stdout } = await succeed(stack.run(output, there));

      expect(stdout.trim()).toBe(String(privateKey).trim());
      expect(emulator.calls()).toEqual([]);
      expect(emulator.keyPairs().map(({ publicKey }) => publicKey)).toEqual([publicHalfOf(privateKey)]);
      await succeed(stack.destroy(there));
      expect(emulator.keyPairs()).toEqual([]);
      await succeed(stack.run(["stack", "rm", "test", "--yes"], there));
    },
  );
});
