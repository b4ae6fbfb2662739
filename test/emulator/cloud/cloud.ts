// The emulated cloud as the actions see it: accounts, state, keys and the clock.
import type { Accounts } from "./accounts";
import type { KeySource } from "./keyMaterial";
import type { Change, State } from "./state";

/** What the actions work on. */
export interface Cloud {
  readonly accounts: Accounts;
  /** To be read only: {@link Cloud.commit} alters it. */
  readonly state: State;
  readonly takeKey: KeySource;
  readonly nowMs: () => number;
  /** Alters the state, now. */
  readonly commit: (change: Change) => void;
}
