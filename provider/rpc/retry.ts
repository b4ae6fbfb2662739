/** Which failures of a call are retried, and for how long; only `pace.ts` handles throttling. */
import pRetry from "p-retry";
import { CallError, isAmbiguous, NoAnswer, Unreachable } from "./errors";
import { backoff, type Operation } from "./operation";

/** How often a connection is attempted: a failure may be a brief hiccup or a wrong address. */
const maxConnectAttempts = 3;

/** The least time that a call gets, in milliseconds, even at the operation's deadline. */
export const minCallMs = 250;

/** Response timeout of one call, in milliseconds: at most what the operation has left, but never less than a call needs. */
export function responseTimeoutMs(readTimeoutMs: number, operation: Operation): number {
  return Math.max(Math.min(readTimeoutMs, operation.remainingMs()), minCallMs);
}

/** Whether a call may be retried although an earlier attempt may have taken effect. */
export type Repeatable = "once" | "repeatable";

/**
 * Sends a call and retries it if that is safe: after a failed connection, up to three attempts; after an ambiguous failure, only a
 * repeatable call.
 */
export async function sendSafely<T>(
  send: () => Promise<T>,
  repeatable: Repeatable,
  operation: Operation,
): Promise<T> {
  let unreachable = 0;
  let last: Error | undefined;
  let wasAmbiguous = false;
  const attempt = (): Promise<T> => {
    // Too late for a response: the last failure says more than a call that was cut short.
    if (last !== undefined && operation.remainingMs() < minCallMs) {
      return Promise.reject(last);
    }
    return send();
  };
  const sent = pRetry(attempt, {
    ...backoff(operation),
    shouldRetry: ({ error }) => {
      if (error instanceof Unreachable) {
        unreachable += 1;
        return unreachable < maxConnectAttempts;
      }
      return repeatable === "repeatable" && isAmbiguous(error);
    },
    onFailedAttempt: ({ error, attemptNumber }) => {
      last = error;
      wasAmbiguous ||= isAmbiguous(error);
      if (error instanceof NoAnswer) {
        reportRetry(operation, error, attemptNumber);
      }
    },
  });
  return sent.catch((error: unknown) => {
    throw wasAmbiguous && error instanceof CallError ? error.afterAmbiguous() : error;
  });
}

/** Reports once, at the second failure: a single one is not worth a message. */
export function reportRetry(operation: Operation, error: Error, failures: number): void {
  if (failures === 2) {
    operation.say(`${error.message} – retrying`);
  }
}
