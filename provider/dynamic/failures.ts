/** Errors in the shape that shows a person the message and nothing else. */
import { messageOf } from "../host/reporter";
import type { Properties } from "../resource/values";

/**
 * For check, diff, read and delete: the host prints `${error}: ${error.stack}` under the stack besides what the engine
 * shows, so that both are emptied.
 */
export async function quiet<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new QuietError(messageOf(error));
  }
}

/**
 * A failure that Pulumi records together with what was reached. Without reasons, or with an undefined value among the
 * properties, the engine would lose the state or hang.
 */
export class PartialState extends Error {
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    /** With `__provider`: delete could never run without it. */
    readonly properties: Properties,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}

/** For create and update, whose message alone is shown. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PartialState) {
      throw error;
    }
    throw new Error(messageOf(error), { cause: error });
  }
}

class QuietError extends Error {
  override readonly stack = "";

  override toString(): string {
    return "";
  }
}
