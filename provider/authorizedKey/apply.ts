/** Create and update: adds the key, reads it back, and only then removes older ones. */
import type { EcsApi } from "../ecs/api";
import { asError } from "../resource/errors";
import { failedOf, inProgramOrder, InstancesFailed } from "../resource/instances";
import { addKey, isSkipped } from "./add";
import { adviceOnInstance } from "./advice";
import { Unfinished } from "./errors";
import { unfitOf } from "./fitness";
import type { AuthorizedKeyInputs } from "./inputs";
import { isIdle, planOf, under, type Plan } from "./plan";
import { removeKeys } from "./remove";
import type { AuthorizedKeyState, Holder } from "./state";
import type { Work } from "./work";

/** What an apply needs besides state and inputs. */
export interface Applying extends Pick<Work, "mustStay" | "operation"> {
  /** Opens the API; not called where nothing changes on any instance. */
  readonly open: () => Promise<EcsApi>;
}

/**
 * Writes the key where it is missing. An older key is removed only after the new one was read back there in this run.
 *
 * @param state - for a create, a key without instances
 * @returns the new state
 * @throws {@link Unfinished} with the state reached
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runcommand | RunCommand}
 */
export async function apply(
  state: AuthorizedKeyState,
  inputs: AuthorizedKeyInputs,
  { open, mustStay, operation }: Applying,
): Promise<AuthorizedKeyState> {
  const { regionId } = state;
  const plan = planOf(state, inputs);
  const holders = new Map(
    state.instances
      .map((holder) => under(state, inputs.key, holder))
      .filter(
        ({ instanceId, leftKeys, isPresent }) =>
          isPresent || leftKeys.length > 0 || inputs.instanceIds.includes(instanceId),
      )
      .map((holder) => [holder.instanceId, holder]),
  );
  if (!isIdle(plan)) {
    try {
      const ecs = await open();
      const unfit = await unfitOf(ecs, regionId, idsOf(plan), operation);
      await carryOut(plan, { ecs, regionId, inputs, holders, unfit, operation, mustStay });
    } catch (error) {
      throw new Unfinished(stateOf(regionId, inputs, holders), withFailures(asError(error), holders));
    }
  }
  return stateOf(regionId, inputs, holders);
}

/** A step that could not be carried out at all must not hide on which instances an earlier one failed. */
function withFailures(error: Error, holders: ReadonlyMap<string, Holder>): Error {
  const failed = failedOf(holders.values());
  if (error instanceof InstancesFailed || failed.length === 0) {
    return error;
  }
  const earlier = new InstancesFailed("had failed before", failed, adviceOnInstance);
  return new Error(`${error.message}\n${earlier.message}`, { cause: error });
}

function idsOf({ add, remove }: Plan): string[] {
  return [...new Set([...add, ...remove.map(({ instanceId }) => instanceId)])];
}

async function carryOut(plan: Plan, work: Work): Promise<void> {
  const proven = await addKey(work, plan.add);
  await removeKeys(work, plan.remove, proven);
  const failed = failedOf(work.holders.values());
  const skipped = failed.filter(({ instanceId }) => isSkipped(work, instanceId));
  if (skipped.length > 0) {
    const lines = skipped.map(({ instanceId, message }) => `${instanceId} (${message})`);
    work.operation.warn(`the key of ${work.inputs.key.user} was not written on ${lines.join(", ")}`);
  }
  const errors = failed.filter((each) => !skipped.includes(each));
  if (errors.length > 0) {
    throw new InstancesFailed("could not be changed", errors, adviceOnInstance);
  }
}

function stateOf(
  regionId: string,
  { key, instanceIds }: AuthorizedKeyInputs,
  holders: ReadonlyMap<string, Holder>,
): AuthorizedKeyState {
  return { key, regionId, instances: inProgramOrder(instanceIds, holders) };
}
