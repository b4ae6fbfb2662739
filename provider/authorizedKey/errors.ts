/** Errors of an authorized key's lifecycle beyond a rejected call. Every message says what to do. */
import type { AuthorizedKeyState } from "./state";

/** A change that was not finished. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";

  constructor(
    /** The state reached, which must be recorded. */
    readonly state: AuthorizedKeyState,
    cause: Error,
  ) {
    super(
      `authorized key of ${state.key.user} in ${state.regionId}: ${cause.message}\nNo key was removed where the new one was not read ` +
        "back. `pulumi up` repeats only what is missing.",
      { cause },
    );
  }
}
