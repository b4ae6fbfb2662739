/** Why a run ends before its report. */

/** The run can't start, or can't go on. The message says why, and what to do. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** A signal ended the run. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}
