/** The operation that calls are made for: how much time it has left, how it waits, and where its messages go. */
import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Options } from "p-retry";

/** What a person is told while an operation runs. Never given a private key or a credential. */
export interface Reporter {
  /** Shows a line of progress. */
  say(message: string): void;
  /** Shows a warning that stays visible after the operation. */
  warn(message: string): void;
}

/** One create, read, update or delete. */
export interface Operation extends Reporter {
  /** The time the whole operation has, in milliseconds: `customTimeouts`, by default ten minutes. */
  readonly timeoutMs: number;
  /** What is left of it, in milliseconds; zero or less once it is over. */
  remainingMs(): number;
}

/**
 * Starts the clock of an operation.
 *
 * @param timeoutMs - time for the whole operation, in milliseconds
 */
export function startOperation(timeoutMs: number, reporter: Reporter): Operation {
  const startedMs = performance.now();
  return {
    timeoutMs,
    remainingMs: () => timeoutMs - (performance.now() - startedMs),
    say: (message) => {
      reporter.say(message);
    },
    warn: (message) => {
      reporter.warn(message);
    },
  };
}

/** The one of several operations that has the least time left: what is done for all of them must be done in its time. */
export function soonestDeadline(operations: readonly Operation[]): Operation {
  return operations.reduce((one, other) => (other.remainingMs() < one.remainingMs() ? other : one));
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

/** Options of `p-retry`. */
type Backoff = Pick<Options, "retries" | "minTimeout" | "randomize" | "maxRetryTime"> & {
  readonly maxTimeout: number;
};

/**
 * How everything that is tried again waits: longer each time, by chance a little more, and not beyond the operation's end.
 * The end is a time limit on trying again, never an abort: an answer that is on its way may hold a private key.
 */
export function backoff(operation: Operation): Backoff {
  return {
    retries: Infinity,
    minTimeout: firstWaitMs,
    // p-retry adds chance below its maximum alone: each operation gets a maximum of its own, lest they all come at once.
    maxTimeout: randomInt(longestWaitMs / 2, longestWaitMs),
    randomize: true,
    maxRetryTime: Math.max(operation.remainingMs(), 0),
  };
}

/**
 * Opens the waits between rounds that are no failures to `p-retry`; they are as long as those of {@link backoff}.
 *
 * @returns waits after the round of this number; false, at once, where the operation is over
 */
export function pauses(operation: Operation): (round: number) => Promise<boolean> {
  const { maxTimeout } = backoff(operation);
  return async (round) => {
    const leftMs = operation.remainingMs();
    if (leftMs <= 0) {
      return false;
    }
    const waitMs = firstWaitMs * 2 ** (round - 1) * (1 + Math.random());
    await setTimeout(Math.min(waitMs, maxTimeout, leftMs));
    return true;
  };
}
