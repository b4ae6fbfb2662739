/** Read: which instances still exist and, only if the program asks for it, which of them have the key. */
import type { EcsApi } from "../ecs/api";
import { look } from "../resource/instances";
import type { Operation } from "../rpc/operation";
import { unfitOf } from "./fitness";
import { fingerprintOf, type AuthorizedKeyInputs } from "./inputs";
import { runOn, type Outcome } from "./run";
import { scriptFor } from "./script";
import type { AuthorizedKeyState, Holder } from "./state";

/**
 * Drops instances that no longer exist, with a warning. No command runs on any instance, except with `checkOnRefresh`.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
 */
export async function refreshAuthorizedKey(
  ecs: EcsApi,
  state: AuthorizedKeyState,
  checks: false | Pick<AuthorizedKeyInputs, "timeoutSeconds">,
  operation: Operation,
): Promise<AuthorizedKeyState> {
  const ids = state.instances.map(({ instanceId }) => instanceId);
  const live = await look(ecs, state.regionId, ids, operation);
  const instances = state.instances.filter(({ instanceId }) => {
    if (!live.has(instanceId)) {
      operation.warn(
        `instance ${instanceId} no longer exists, so it was removed from the authorized key of ${state.key.user}. ` +
          "Remove it from instanceIds too.",
      );
    }
    return live.has(instanceId);
  });
  const now = { ...state, instances };
  return checks === false ? now : readBack(ecs, now, checks, operation);
}

/** An instance on which no command can run, or whose report is missing, stays as state has it. */
async function readBack(
  ecs: EcsApi,
  state: AuthorizedKeyState,
  { timeoutSeconds }: Pick<AuthorizedKeyInputs, "timeoutSeconds">,
  operation: Operation,
): Promise<AuthorizedKeyState> {
  const { regionId, key } = state;
  const ids = state.instances.map(({ instanceId }) => instanceId);
  const unfit = await unfitOf(ecs, regionId, ids, operation);
  const fit = ids.filter((instanceId) => !unfit.has(instanceId));
  const run = { regionId, script: scriptFor({ kind: "list" }, key.user), timeoutSeconds };
  const outcomes = new Map<string, Outcome>();
  await runOn(ecs, fit, run, operation, (instanceId, outcome) => outcomes.set(instanceId, outcome));
  const instances = state.instances.map((holder): Holder => {
    const outcome = outcomes.get(holder.instanceId);
    if (outcome?.kind !== "report") {
      operation.warn(`instance ${holder.instanceId} could not be checked: its state is kept.`);
      return holder;
    }
    const isPresent = outcome.report.plain.includes(fingerprintOf(key));
    if (holder.isPresent && !isPresent) {
      operation.warn(`instance ${holder.instanceId} has lost the key of ${key.user}.`);
    }
    return { ...holder, isPresent };
  });
  return { ...state, instances };
}
