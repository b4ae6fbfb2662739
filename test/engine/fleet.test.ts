/** A hundred key pairs on the real engine: how many calls they take, and what each adds to state beyond the floor's. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject } from "vitest";
import { isMet, stateGoals } from "../../scripts/bench/goals.mjs";
import type { HostName } from "../../scripts/bench/options.mjs";
import { installFloor } from "../../scripts/bench/place.mjs";
import type { Subject } from "../../scripts/bench/programs.mjs";
import { openStack, type Stack } from "../../scripts/bench/stack.mjs";
import type { Emulator } from "../emulator/emulator";
import { it as base } from "./fixtures";
import { environment } from "./stack";

const size = 100;

interface Fixtures {
  openFleet: (host: HostName, subject: Subject) => Promise<Stack>;
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
    await Promise.all(stacks.map((stack) => stack.remove()));
  },
});

/** The calls to ECS that a command makes. */
async function callsOf(emulator: Emulator, command: Promise<unknown>): Promise<Record<string, number>> {
  const before = emulator.calls().length;
  await command;
  const calls = emulator.calls().slice(before);
  const counts: Record<string, number> = {};
  for (const { action } of calls.filter((call) => call.action !== "GetCallerIdentity")) {
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

function sum(calls: Record<string, number>): number {
  return Object.values(calls).reduce((total, each) => total + each, 0);
}

const yes = ["--yes", "--skip-preview"];

describe.for(["dynamic", "plugin"] as const)("a hundred key pairs on the %s host", (host) => {
  it("take one CreateKeyPair each, a listing to refresh, a few calls to destroy, and none where nothing changes", async ({
    openFleet,
    emulator,
  }) => {
    const stack = await openFleet(host, "alicloud");

    const up = await callsOf(emulator, stack.timed(["up", ...yes]));
    const again = await callsOf(emulator, stack.timed(["up", ...yes, "--expect-no-changes"]));
    const preview = await callsOf(emulator, stack.timed(["preview", "--expect-no-changes"]));
    const refresh = await callsOf(emulator, stack.timed(["refresh", ...yes, "--expect-no-changes"]));
    const made = emulator.keyPairs().length;
    const destroy = await callsOf(emulator, stack.timed(["destroy", ...yes]));

    expect(made).toBe(size);
    expect(up["CreateKeyPair"]).toBe(size);
    expect(sum(up)).toBeLessThanOrEqual(size + 2);
    expect({ again, preview }).toEqual({ again: {}, preview: {} });
    expect(sum(refresh)).toBeLessThanOrEqual(12);
    expect(sum(destroy)).toBeLessThanOrEqual(24 + size / 5);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("add to state no more than is promised beyond the floor's, and one encrypted value each", async ({
    openFleet,
  }) => {
    const stack = await openFleet(host, "alicloud");
    const floorStack = await openFleet(host, "floor");
    await stack.timed(["up", ...yes]);
    await floorStack.timed(["up", ...yes]);

    const state = await stack.state();
    const floor = await floorStack.state();

    await stack.timed(["destroy", ...yes]);
    await floorStack.timed(["destroy", ...yes]);
    const goals = stateGoals({ host, size, state, floor });
    expect(goals.filter((goal) => !isMet(goal))).toEqual([]);
    expect(floor.ciphertexts).toBe(size);
  });
});
