/** Errors of an authorized key's lifecycle beyond a rejected call. Every message says what to do. */
import { asError } from "../resource/errors";
import type { AuthorizedKeyState } from "./state";

/** A read or a delete that failed, with the key that it was about. */
export function failedAbout({ key, regionId }: AuthorizedKeyState, error: unknown, advice: string): Error {
  const cause = asError(error);
  return new Error(`authorized key of ${key.user} in ${regionId}: ${cause.message}\n${advice}`, { cause });
}

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
        "back. Run `pulumi up` again: it repeats only what is missing.",
      { cause },
    );
  }
}
