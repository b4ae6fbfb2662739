// The states that were read, combined from several exports.
import type { ReadStates, UnreadStack } from "./orphans";
import { readBackend, type BackendStack } from "./backend";
import type { StackExport } from "./stackExport";

/** The states that were read, with what else the command needs of them. */
export interface States extends ReadStates {
  /** The accounts that created the pairs in them. */
  readonly accountIds: readonly string[];
}

/** For when no state has to be read. */
export const noStates: States = {
  ...{ stacks: [], held: [], owners: [], unread: [], accountIds: [] },
  readMs: 0,
};

/** The states in the given exports, which may be out of date. */
export function statesOfExports(given: readonly StackExport[]): States {
  return { ...noStates, ...together(given), stacks: given.flatMap(({ stack }) => stack ?? []) };
}

/**
 * The current states of the stacks on the login's backend.
 *
 * @param say - called with a line that gives their number
 * @throws {@link BackendError}
 */
export async function statesOfBackend(say: (message: string) => void): Promise<States> {
  const readMs = Date.now();
  const stacks = await readBackend(say);
  const given = stacks.flatMap(({ state }) => (typeof state === "string" ? [] : [state]));
  return {
    ...together(given),
    stacks: stacks.filter((stack) => unreadStack(stack) === undefined),
    unread: stacks.flatMap((stack) => unreadStack(stack) ?? []),
    readMs,
  };
}

function unreadStack(stack: BackendStack): UnreadStack | undefined {
  if (typeof stack.state === "string") {
    return { ...stack, why: "failed", reason: stack.state };
  }
  // The state does not hold what the update has not written yet.
  return stack.isUpdating ? { ...stack, why: "updating", reason: "an update is in progress" } : undefined;
}

function together(given: readonly StackExport[]): Pick<States, "held" | "owners" | "accountIds"> {
  return {
    held: given.flatMap(({ held }) => held),
    owners: given.flatMap(({ owners }) => owners),
    accountIds: [...new Set(given.flatMap(({ accountIds }) => accountIds))],
  };
}
