/** A provider process or an engine that is lost in the middle of a create, and what the next `up` makes of it. */
import { describe, expect, vi } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import {
  afterTheAnswer,
  afterTheEffect,
  beforeReturning,
  beforeSending,
  type CrashPoint,
} from "../lifecycle/crashes";
import { attemptTag, publicHalfOf } from "../lifecycle/fixtures";
import { it as base, program } from "./fixtures";
import { orphans } from "./orphansCommand";
import { loseEngine, upAt } from "./losses";
import { endProcesses, isDynamicProvider } from "./processes";
import { succeed, type CommandResult, type Stack } from "./stack";

const generated = program("{}");
const tenMinutesMs = 600_000;

// Behind the machine's clock: a pair that was only just made is nobody's to delete as an orphan.
const it = base.extend({ emulatorOptions: { nowMs: () => Date.now() - tenMinutesMs } });

/** Starts an `up` and, once its create stands at the point, kills the provider's process and nothing else. */
async function loseProvider(point: CrashPoint, stack: Stack, emulator: Emulator): Promise<CommandResult> {
  if (point.kind === "inner") {
    return stack.up(point.env);
  }
  emulator.faults.add(point.fault);
  const { processes, ended } = await upAt(() => point.isReached(emulator), stack);
  await endProcesses(processes.filter(isDynamicProvider));
  return ended;
}

/** What state holds is what the cloud has under that name, the private key included. */
async function expectHeld(stack: Stack, emulator: Emulator): Promise<void> {
  const { keyPairName, privateKey } = await stack.outputs();
  const pair = emulator.keyPairs().find((each) => each.keyPairName === keyPairName);
  expect(publicHalfOf(privateKey)).toBe(pair?.publicKey);
}

describe("a provider process that is killed", () => {
  it("before it sends the request leaves nothing; after the effect a pair that orphans lists and deletes, while up makes another", async ({
    open,
    workspace,
    emulator,
  }) => {
    const stack = await open({ program: generated });

    const before = await loseProvider(beforeSending, stack, emulator);
    const leftBefore = emulator.keyPairs();
    const after = await loseProvider(afterTheEffect, stack, emulator);
    const orphanName = String(emulator.keyPairs()[0]?.keyPairName);
    await succeed(stack.up());
    const { keyPairName } = await stack.outputs();
    const listed = await orphans(workspace);
    const deleted = await orphans(workspace, "--delete", orphanName);

    expect([before.exitCode, after.exitCode]).not.toContain(0);
    expect(leftBefore).toEqual([]);
    expect([listed.exitCode, deleted.exitCode]).toEqual([0, 0]);
    expect(listed.stdout).toMatch(/^1 key pair is in none of the states that were read:\n/);
    expect(listed.stdout).toMatch(new RegExp(`\n {2}${orphanName}, cn-hangzhou, 1\\d min old`));
    expect(listed.stdout).not.toContain(keyPairName);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual([keyPairName]);
    await expectHeld(stack, emulator);
  });

  it("when the response is in, and before it returns, leaves a pair of a fixed name that recoverOrphan replaces", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    const recovering = (attempt: string) => program(`{ keyPairName: "dev", recoverOrphan: "${attempt}" }`);
    const attempt = () => String(emulator.keyPairs()[0]?.tags[attemptTag]);

    const withResponse = await loseProvider(afterTheAnswer, stack, emulator);
    const first = attempt();
    const explained = await stack.up();
    await stack.write(recovering(first));
    const returning = await loseProvider(beforeReturning, stack, emulator);
    const second = attempt();
    const explainedAgain = await stack.up();
    await stack.write(recovering(second));
    await succeed(stack.up());

    expect(
      [withResponse, explained, returning, explainedAgain].map(({ exitCode }) => exitCode),
    ).not.toContain(0);
    expect(explained.text).toContain(`recoverOrphan: "${first}"`);
    expect(explainedAgain.text).toContain(`recoverOrphan: "${second}"`);
    expect(second).not.toBe(first);
    expect(emulator.keyPairs()).toHaveLength(1);
    await expectHeld(stack, emulator);
  });
});

describe("an engine that is killed", () => {
  it("before the request is sent does not keep the provider from making a pair; cancel, then recoverOrphan", async ({
    open,
    emulator,
  }) => {
    const stack = await open();
    emulator.faults.add({ kind: "delay", action: "GetCallerIdentity", answerDelayMs: 8_000, calls: 1 });

    const survivors = await loseEngine(() => beforeSending.isReached(emulator), stack);
    const sentBefore = emulator.keyPairs();
    await vi.waitUntil(() => emulator.keyPairs().length > 0, { timeout: 60_000 });
    await endProcesses(survivors);
    const locked = await stack.up();
    await succeed(stack.run(["cancel", "--yes", "test"]));
    const explained = await stack.up();
    const attempt = emulator.keyPairs()[0]?.tags[attemptTag];
    await stack.write(program(`{ keyPairName: "dev", recoverOrphan: "${attempt}" }`));
    await succeed(stack.up());

    expect(sentBefore).toEqual([]);
    expect(locked.text).toContain("locked by 1 lock");
    expect(explained.text).toMatch(/pending operations[\s\S]*recoverOrphan: "/);
    expect(emulator.keyPairs()).toHaveLength(1);
    await expectHeld(stack, emulator);
  });

  it("after the effect leaves a pair that orphans lists; the next up makes another under a new name", async ({
    open,
    workspace,
    emulator,
  }) => {
    const stack = await open({ program: generated });
    emulator.faults.add(afterTheEffect.fault);

    const survivors = await loseEngine(() => afterTheEffect.isReached(emulator), stack);
    await endProcesses(survivors);
    await succeed(stack.run(["cancel", "--yes", "test"]));
    const [orphan] = emulator.keyPairs();
    const pending = await stack.pendingOperations();
    await succeed(stack.up());
    const listed = await orphans(workspace);

    expect(pending).toEqual(["creating"]);
    expect(listed.exitCode).toBe(0);
    expect(listed.stdout).toMatch(/^1 key pair is in none of the states that were read:\n/);
    expect(listed.stdout).toContain(`\n  ${orphan?.keyPairName}, cn-hangzhou`);
    expect(emulator.keyPairs()).toHaveLength(2);
    await expectHeld(stack, emulator);
  });
});
