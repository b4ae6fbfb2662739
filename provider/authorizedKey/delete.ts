/** Delete: removes only the lines that this resource wrote. */
import type { EcsApi } from "../ecs/api";
import { InstancesFailed, type FailedInstance } from "../resource/instances";
import type { Operation } from "../rpc/operation";
import { adviceOnInstance } from "./advice";
import { isReleased, isUnfit, unfitOf } from "./fitness";
import { keyText, type AuthorizedKeyInputs, type UserKey } from "./inputs";
import { planOf } from "./plan";
import { runOn, type Outcome } from "./run";
import { scriptFor } from "./script";
import type { AuthorizedKeyState } from "./state";
import type { Work } from "./work";

/**
 * Removes the key's own lines. A key that is the last one of its user, or on an instance on which no command can run, stays there with
 * a warning: a destroy of instances and keys must go through.
 *
 * @throws Error that names the instances whose results are unknown
 */
export async function deleteAuthorizedKey(
  ecs: EcsApi,
  state: AuthorizedKeyState,
  { timeoutSeconds }: Pick<AuthorizedKeyInputs, "timeoutSeconds">,
  mustStay: Work["mustStay"],
  operation: Operation,
): Promise<void> {
  const { remove } = planOf(state, { key: state.key, instanceIds: [] });
  const ids = remove.map(({ instanceId }) => instanceId);
  const unfit = await unfitOf(ecs, state.regionId, ids, operation);
  const failed: FailedInstance[] = [];
  const byKey = new Map<string, { key: UserKey; instanceIds: string[] }>();
  for (const { instanceId, keys } of remove) {
    const problem = unfit.get(instanceId);
    if (problem !== undefined) {
      warnUnlessReleased(operation, { instanceId, ...problem });
      continue;
    }
    for (const key of keys.filter((each) => !mustStay(each, instanceId))) {
      const group = byKey.get(keyText(key)) ?? { key, instanceIds: [] };
      group.instanceIds.push(instanceId);
      byKey.set(keyText(key), group);
    }
  }
  for (const { key, instanceIds } of byKey.values()) {
    const { publicKey, user } = key;
    const task = { kind: "remove", publicKey, onlyMarked: true, keepLast: true } as const;
    const run = { regionId: state.regionId, script: scriptFor(task, user), timeoutSeconds };
    await runOn(ecs, instanceIds, run, operation, (instanceId, outcome) => {
      failed.push(...failureOf(operation, instanceId, key, outcome));
    });
  }
  if (failed.length > 0) {
    throw new InstancesFailed("may still have the key", failed, adviceOnInstance);
  }
}

function failureOf(
  operation: Operation,
  instanceId: string,
  { user }: UserKey,
  outcome: Outcome,
): FailedInstance[] {
  if (outcome.kind === "report") {
    const reasons = {
      done: undefined,
      "kept last": "it is the last one",
      "not confirmed": "another key can't be confirmed, because `sshd -T` can't be run there",
      "required key missing": undefined,
    } as const;
    const reason = reasons[outcome.report.outcome];
    if (reason !== undefined) {
      operation.warn(`the key of ${user} stays on instance ${instanceId}: ${reason}.`);
    }
    return [];
  }
  const failed = { instanceId, ...outcome.failure };
  if (outcome.mayHaveRun && !isUnfit(failed)) {
    return [failed];
  }
  warnUnlessReleased(operation, failed);
  return [];
}

function warnUnlessReleased(operation: Operation, failed: FailedInstance): void {
  if (!isReleased(failed)) {
    operation.warn(`the key may stay on instance ${failed.instanceId}: ${failed.code}: ${failed.message}.`);
  }
}
