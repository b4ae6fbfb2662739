/** Sixty key pairs, more than a page of a listing, on the real engine: how many calls they take, and what each adds to state beyond the floor's. */
import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject } from "vitest";
import { isMet, stateGoals } from "../../scripts/bench/goals.mjs";
import type { HostName } from "../../scripts/bench/options.mjs";
import { installFloor } from "../../scripts/bench/place.mjs";
import { openStack, type Stack, type Subject } from "../../scripts/bench/stack.mjs";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, publicHalfOf } from "../lifecycle/fixtures";
import { it as base } from "./fixtures";
import { environment, type ExportedResource } from "./stack";

const run = promisify(execFile);
const size = 60;

interface Fixtures {
  openFleet: (host: HostName, subject: Subject) => Promise<Stack>;
  /** Name, attempt and public key of each pair that a stack's state holds the private key of. */
  held: (stack: Stack) => Promise<string[]>;
}

const it = base.extend({ emulatorOptions: { keyPool: 8 } }).extend<Fixtures>({
  openFleet: async ({ workspace }, use) => {
    const folder = inject("installed");
    await installFloor(folder);
    await mkdir(join(workspace.folder, "tmp"));
    const stacks: Stack[] = [];
    await use(async (host, subject) => {
      const place = { folder, pulumi: "pulumi", env: environment(workspace) };
      const stack = await openStack(place, { host, subject, size });
      stacks.push(stack);
      return stack;
    });
    await Promise.all(stacks.map((stack) => rm(stack.folder, { recursive: true, force: true })));
  },
  held: async ({ workspace }, use) => {
    await use(async ({ folder }) => {
      const { stdout } = await run("pulumi", ["stack", "export", "--show-secrets"], {
        cwd: folder,
        env: environment(workspace),
        maxBuffer: 64 * 1024 * 1024,
      });
      const { deployment } = JSON.parse(stdout) as { deployment: { resources: ExportedResource[] } };
      return deployment.resources
        .filter(({ type }) => type.endsWith(":KeyPair"))
        .map(({ outputs = {} }) => {
          const { plaintext } = outputs["privateKey"] as { plaintext: string };
          return pairOf(outputs["keyPairName"], outputs["attempt"], publicHalfOf(JSON.parse(plaintext)));
        });
    });
  },
});

function pairOf(keyPairName: unknown, attempt: unknown, publicKey: unknown): string {
  return [keyPairName, attempt, publicKey].map(String).join(" ");
}

/** The calls that a command makes. */
async function callsOf(emulator: Emulator, command: Promise<unknown>): Promise<Record<string, number>> {
  const before = emulator.calls().length;
  await command;
  const calls = emulator.calls().slice(before);
  const counts: Record<string, number> = {};
  for (const { action } of calls) {
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

/** The calls to ECS. */
function sum({ GetCallerIdentity: _, ...calls }: Record<string, number>): number {
  return Object.values(calls).reduce((total, each) => total + each, 0);
}

const yes = ["--yes", "--skip-preview"];

describe.for(["dynamic", "plugin"] as const)("sixty key pairs on the %s host", (host) => {
  it("take one CreateKeyPair each, a listing to refresh, one DeleteKeyPairs each and a listing to destroy, none where nothing changes, and little state", async ({
    openFleet,
    held,
    emulator,
  }) => {
    const stack = await openFleet(host, "alicloud");
    const floorStack = await openFleet(host, "floor");

    const up = await callsOf(emulator, stack.timed(["up", ...yes]));
    const created = emulator.keyPairs();
    const kept = await held(stack);
    const state = await stack.state();
    await floorStack.timed(["up", ...yes]);
    const floor = await floorStack.state();
    const again = await callsOf(emulator, stack.timed(["up", ...yes, "--expect-no-changes"]));
    const refresh = await callsOf(emulator, stack.timed(["refresh", ...yes, "--expect-no-changes"]));
    const destroy = await callsOf(emulator, stack.timed(["destroy", ...yes]));

    const pairs = created.map(({ keyPairName, tags, publicKey }) =>
      pairOf(keyPairName, tags[attemptTag], publicKey),
    );
    expect(pairs.sort()).toEqual(kept.sort());
    expect(created).toHaveLength(size);
    expect(up["CreateKeyPair"]).toBe(size);
    expect(up["GetCallerIdentity"]).toBe(1);
    expect(sum(up)).toBeLessThanOrEqual(size + 2);
    expect(again).toEqual({});
    expect(sum(refresh)).toBeLessThanOrEqual(12);
    expect(sum(destroy)).toBeLessThanOrEqual(size + 12);
    expect(emulator.keyPairs()).toEqual([]);
    const goals = stateGoals({ host, size, state, floor });
    expect(goals.filter((goal) => !isMet(goal))).toEqual([]);
    expect(floor.ciphertexts).toBe(size);
  });
});
