/** What a program's change means for each instance, decided from state and inputs without a call. */
import { sameKey, type AuthorizedKeyInputs, type UserKey } from "./inputs";
import type { AuthorizedKeyState, Holder } from "./state";

/** Keys to remove from an instance. */
export interface Removal {
  readonly instanceId: string;
  readonly keys: readonly UserKey[];
  /** Whether the instance stays: then the new key must be read back there first. */
  readonly isWanted: boolean;
}

/** What a create or an update has to do, in this order. */
export interface Plan {
  /** Where the key is to be written and read back: where it is missing, and where an older key is to be removed. */
  readonly add: readonly string[];
  readonly remove: readonly Removal[];
}

/** The inputs that decide it. */
export type Wanted = Pick<AuthorizedKeyInputs, "key" | "instanceIds">;

/** Compares state with the program. Instances that already have the key, and no older one, are not touched. */
export function planOf(state: AuthorizedKeyState, { key, instanceIds }: Wanted): Plan {
  const remove = state.instances.flatMap((holder) => {
    const { instanceId } = holder;
    const isWanted = instanceIds.includes(instanceId);
    const keys = keysOn(state, holder).filter((each) => !isWanted || !sameKey(each, key));
    return keys.length > 0 ? [{ instanceId, keys, isWanted }] : [];
  });
  const toRemove = new Set(remove.map(({ instanceId }) => instanceId));
  const holders = new Map(state.instances.map((holder) => [holder.instanceId, under(state, key, holder)]));
  const add = instanceIds.filter(
    (instanceId) => holders.get(instanceId)?.isPresent !== true || toRemove.has(instanceId),
  );
  return { add, remove };
}

/** An instance in the terms of the wanted key: the one before becomes one that is left there. */
export function under(state: AuthorizedKeyState, key: UserKey, holder: Holder): Holder {
  const isPresent = holder.isPresent && sameKey(state.key, key);
  const leftKeys = keysOn(state, holder).filter((each) => !isPresent || !sameKey(each, key));
  return { instanceId: holder.instanceId, isPresent, leftKeys };
}

/** Every key of this resource that is on an instance, or may be. */
function keysOn({ key }: AuthorizedKeyState, { isPresent, leftKeys }: Holder): UserKey[] {
  return isPresent ? [...leftKeys.filter((each) => !sameKey(each, key)), key] : [...leftKeys];
}

/** Whether there is nothing to do on any instance. */
export function isIdle({ add, remove }: Plan): boolean {
  return add.length === 0 && remove.length === 0;
}
