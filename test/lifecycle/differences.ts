/** Where the two hosts differ by design; in all else, the lifecycle tests expect the same of both. */
import { inject } from "vitest";

/** What a host does. */
interface Traits {
  /** State holds a reference to the host itself, and one that has moved is renewed. */
  readonly isReferredToByState: boolean;
  /** Timeouts are inputs that state repeats; otherwise each request has its own. */
  readonly keepsTimeouts: boolean;
  /** Diff says in words what differs; otherwise it is answered property by property. */
  readonly tellsDifferences: boolean;
}

const traitsOf: Readonly<Record<"dynamic" | "plugin", Traits>> = {
  dynamic: { isReferredToByState: true, keepsTimeouts: true, tellsDifferences: true },
  plugin: { isReferredToByState: false, keepsTimeouts: false, tellsDifferences: false },
};

/** The traits of the host that this run is on. */
export const traits = traitsOf[inject("hostKind")];
