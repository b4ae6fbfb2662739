/** What the steps of one create or update share. */
import type { EcsApi } from "../ecs/api";
import type { Failure } from "../resource/instances";
import type { Operation } from "../rpc/operation";
import type { Unfit } from "./fitness";
import { sameKey, type AuthorizedKeyInputs, type UserKey } from "./inputs";
import type { Holder } from "./state";

/** A key while it is written to instances and older ones are removed. */
export interface Work {
  readonly ecs: EcsApi;
  readonly regionId: string;
  readonly inputs: AuthorizedKeyInputs;
  /** What state will hold, brought up to date with each result: a failure must not lose what was done before it. */
  readonly holders: Map<string, Holder>;
  readonly unfit: ReadonlyMap<string, Unfit>;
  readonly operation: Operation;
  /** Whether a key must stay on an instance although this resource gives it up. */
  readonly mustStay: (key: UserKey, instanceId: string) => boolean;
}

/** An instance as this run knows it so far. */
export function holderOf({ holders }: Work, instanceId: string): Holder {
  return holders.get(instanceId) ?? { instanceId, isPresent: false, leftKeys: [] };
}

/** Records that a change of an instance failed; the first failure says the most. */
export function fail(work: Work, instanceId: string, failure: Failure): void {
  work.holders.set(instanceId, { failure, ...holderOf(work, instanceId) });
}

/** Records that a key is no longer on an instance. */
export function forget(work: Work, instanceId: string, key: UserKey): void {
  const { isPresent, leftKeys, ...holder } = holderOf(work, instanceId);
  const isWanted = work.inputs.instanceIds.includes(instanceId);
  const now = {
    ...holder,
    isPresent: isPresent && !(sameKey(key, work.inputs.key) && !isWanted),
    leftKeys: leftKeys.filter((each) => !sameKey(each, key)),
  };
  if (isWanted || now.isPresent || now.leftKeys.length > 0) {
    work.holders.set(instanceId, now);
  } else {
    work.holders.delete(instanceId);
  }
}
