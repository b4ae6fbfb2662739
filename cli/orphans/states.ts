// What was read of the states, put together from several exports.
import type { ReadStates, UnreadStack } from "./orphans";
import { readBackend, type BackendStack } from "./backend";
import type { StackExport } from "./stackExport";

/** What was read, with what the command needs of it beside. */
export interface States extends ReadStates {
  /** The accounts that made the pairs in them. */
  readonly accountIds: readonly string[];
}

/** Where nothing was worth reading. */
export const noStates: States = {
  ...{ stacks: [], held: [], owners: [], unread: [], accountIds: [] },
  readMs: 0,
};

/** Exports as they were given: what they say may be out of date. */
export function statesOfExports(given: readonly StackExport[]): States {
  return { ...noStates, ...together(given), stacks: given.flatMap(({ stack }) => stack ?? []) };
}

/**
 * The stacks of the login's backend, as they are now.
 *
 * @param say - called with a line that says how many there are
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
  // What the update has not written yet, the state does not hold.
  return stack.isUpdating ? { ...stack, why: "updating", reason: "an update is in progress" } : undefined;
}

function together(given: readonly StackExport[]): Pick<States, "held" | "owners" | "accountIds"> {
  return {
    held: given.flatMap(({ held }) => held),
    owners: given.flatMap(({ owners }) => owners),
    accountIds: [...new Set(given.flatMap(({ accountIds }) => accountIds))],
  };
}
