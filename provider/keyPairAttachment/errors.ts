/** Errors of an attachment's lifecycle beyond a rejected call. Every message says what to do. */
import { place } from "../resource/errors";
import type { AttachmentState } from "./state";

/** An instance did not run again, or could not be restarted. */
export class RollOutStopped extends Error {
  override readonly name = "RollOutStopped";

  /** @param untouched - the instances that were not restarted because of it */
  constructor(problem: Error, untouched: readonly string[], options: ErrorOptions) {
    const rest =
      untouched.length === 0
        ? ""
        : `The roll-out stopped: ${untouched.join(", ")} ${untouched.length === 1 ? "was" : "were"} not restarted. `;
    super(
      `${problem.message}\n${rest}The key takes effect on an instance at its next start. Once the cause is fixed, ` +
        "run `pulumi up` again to go on.",
      options,
    );
  }
}

/** A change that was not finished. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";

  constructor(
    /** The state reached, which must be recorded. */
    readonly state: AttachmentState,
    cause: Error,
  ) {
    super(
      `key pair ${place(state)}: ${cause.message}\nCompleted changes are kept. Run \`pulumi up\` again: it repeats only what is missing.`,
      { cause },
    );
  }
}
