/** Errors and their wording that all resources share. */
import type { KeyPairRef } from "../ecs/keyPairRef";

/** The operation's deadline has passed. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";

  constructor(what: string, timeoutMs: number, last: Error) {
    super(`${what} timed out after ${duration(timeoutMs)} (customTimeouts): ${last.message}`, {
      cause: last,
    });
  }
}

/** A key pair's name and region, as shown in messages. */
export function place({ keyPairName, regionId }: KeyPairRef): string {
  return `"${keyPairName}" in ${regionId}`;
}

/** A duration in Pulumi's notation. */
export function duration(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}

/** Turns a thrown value into an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("unexpected failure", { cause: thrown });
}

/**
 * The state that a resource's outputs hold.
 *
 * @param what - the resource, as named in messages: "a key pair"
 * @throws Error where they hold none
 */
export function existing<T>(state: T | undefined, what: string): T {
  if (state === undefined) {
    throw new Error(
      `the state of this resource is not ${what}'s: it was edited by hand or written by another tool. Restore an earlier ` +
        "version with `pulumi stack import`.",
    );
  }
  return state;
}
