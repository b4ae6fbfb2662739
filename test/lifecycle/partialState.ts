/** What the engine keeps of an operation that failed after it had reached something. */
import { revealed } from "./plugin";
import { initFailed, type Values } from "./rpc";

/** A resource as it goes into state although its operation failed. */
export interface PartialState {
  readonly id: string;
  readonly properties: Values;
  readonly reasons: readonly string[];
}

/** The partial state that a failed call carries, or undefined where the engine would record nothing. */
export function partialStateOf(failure: unknown): PartialState | undefined {
  const failed = initFailed(failure);
  return failed === undefined
    ? undefined
    : { id: failed.getId(), properties: revealed(failed.getProperties()), reasons: failed.getReasonsList() };
}
