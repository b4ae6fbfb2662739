/** Processes of an `up` that are lost while its create stands at a certain point. */
import { onTestFinished, vi } from "vitest";
import { endProcesses, processTree, type Process } from "./processes";
import type { RunningCommand, Stack } from "./stack";

/**
 * Starts an `up` and, once its create stands at the point, kills the CLI, in which the engine runs, and nothing else.
 *
 * @returns what may run on
 */
export async function loseEngine(isReached: () => boolean, stack: Stack): Promise<Process[]> {
  const { pid, processes } = await upAt(isReached, stack);
  await endProcesses(processes.filter((each) => each.pid === pid));
  return processes;
}

/** Starts an `up` and waits until its create stands at the point; what is left of it ends with the test. */
export async function upAt(
  isReached: () => boolean,
  stack: Stack,
): Promise<RunningCommand & { processes: Process[] }> {
  const up = stack.startUp();
  await vi.waitUntil(isReached, { timeout: 120_000 });
  const processes = await processTree(up.pid);
  onTestFinished(() => endProcesses(processes));
  return { ...up, processes };
}
