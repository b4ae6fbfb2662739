/** Errors in the shape that shows the user only their message. */
import { messageOf } from "../host/reporter";
import type { Properties } from "../resource/values";

/**
 * For check, diff, read and delete. Besides what the engine shows, the host prints `${error}: ${error.stack}` under the stack,
 * so both are empty.
 */
export async function quiet<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new QuietError(messageOf(error));
  }
}

/**
 * A failure that Pulumi records together with what the operation reached. Without reasons, or with an undefined value among
 * the properties, the engine would lose the state or hang.
 */
export class PartialState extends Error {
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    /** Includes `__provider`, without which delete could never run. */
    readonly properties: Properties,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.reasons = [cause.message];
  }
}

/** For create and update, where only the message is shown. */
export async function messageOnly<T>(work: () => Promise<T>): Promise<T> {
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
