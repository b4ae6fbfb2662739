/** The operation that calls belong to: how much time it has left, how it waits and where its messages go. */
import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Options } from "p-retry";

/** Shows messages to the user while an operation runs. Never pass it a private key or a credential. */
export interface Reporter {
  /** Shows a line of progress. */
  say(message: string): void;
  /** Shows a warning that stays visible after the operation. */
  warn(message: string): void;
}

/** One create, read, update or delete. */
export interface Operation extends Reporter {
  /** Timeout of the whole operation, in milliseconds: from `customTimeouts`, by default ten minutes. */
  readonly timeoutMs: number;
  /** Time left until the deadline, in milliseconds; zero or less once it has passed. */
  remainingMs(): number;
}

/**
 * Starts the clock of an operation.
 *
 * @param timeoutMs - timeout of the whole operation, in milliseconds
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

/** The operation with the least time left: work shared by all of them must finish by its deadline. */
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
 * How every retry waits: longer each time, with jitter, and not beyond the operation's deadline. The deadline limits retries and
 * never aborts a call: a response on its way may contain a private key.
 */
export function backoff(operation: Operation): Backoff {
  return {
    retries: Infinity,
    minTimeout: firstWaitMs,
    // p-retry adds jitter only below its maximum. Each operation gets its own maximum, so they do not all retry at once.
    maxTimeout: randomInt(longestWaitMs / 2, longestWaitMs),
    randomize: true,
    maxRetryTime: Math.max(operation.remainingMs(), 0),
  };
}

/**
 * Opens the waits between rounds that `p-retry` does not count as failures, as long as those of {@link backoff}.
 *
 * @returns waits after the given round; resolves to false, immediately, once the deadline has passed
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
