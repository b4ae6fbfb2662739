/** Which failures of a call are tried again, and how long. Throttling is `pace.ts`'s alone. */
import pRetry from "p-retry";
import { isAmbiguous, NoAnswer, Unreachable } from "./errors";
import { backoff, type Operation } from "./operation";

/** A connection that can't be made is tried this often: it may be a moment's hiccup, or a wrong address. */
const connectTries = 3;

/** No call is given less time than this, in milliseconds, even at the operation's end. */
export const leastCallMs = 250;

/** Time for one answer, in milliseconds: no more than the operation has left, but never less than a call needs. */
export function answerTimeoutMs(readTimeoutMs: number, operation: Operation): number {
  return Math.max(Math.min(readTimeoutMs, operation.remainingMs()), leastCallMs);
}

/** Whether a call may be sent again although an earlier one may have taken effect. */
export type Repeatable = "once" | "repeatable";

/**
 * Sends a call until it is answered, as far as it is safe: where no connection can be made three times, and what is ambiguous only if
 * repeatable.
 */
export async function sendSafely<T>(
  send: () => Promise<T>,
  repeatable: Repeatable,
  operation: Operation,
): Promise<T> {
  let unreachable = 0;
  let last: Error | undefined;
  const attempt = (): Promise<T> => {
    // Too late for an answer: the last failure tells more than a call that was cut short.
    if (last !== undefined && operation.remainingMs() < leastCallMs) {
      return Promise.reject(last);
    }
    return send();
  };
  return pRetry(attempt, {
    ...backoff(operation),
    shouldRetry: ({ error }) => {
      if (error instanceof Unreachable) {
        unreachable += 1;
        return unreachable < connectTries;
      }
      return repeatable === "repeatable" && isAmbiguous(error);
    },
    onFailedAttempt: ({ error, attemptNumber }) => {
      last = error;
      if (error instanceof NoAnswer) {
        sayTryingAgain(operation, error, attemptNumber);
      }
    },
  });
}

/** Says so once: a single failure is nothing to speak of. */
export function sayTryingAgain(operation: Operation, error: Error, failures: number): void {
  if (failures === 2) {
    operation.say(`${error.message} – trying again`);
  }
}
