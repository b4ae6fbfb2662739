/** Create and update: bring the instances from what state holds to what the program wants. */
import type { EcsApi } from "../ecs/api";
import { asError } from "../resource/errors";
import { bind } from "./bind";
import { adviceOnInstance } from "./advice";
import { Unfinished } from "./errors";
import type { AttachmentInputs } from "./inputs";
import { failedOf, inProgramOrder, InstancesFailed, look } from "../resource/instances";
import { isIdle, planOf, type Plan } from "./plan";
import { release } from "./release";
import { restart } from "./restart";
import { isStillPending, inEffect, type AttachmentState, type Binding } from "./state";
import type { Work } from "./work";

/** What an apply needs besides state and inputs. */
export interface Applying extends Pick<Work, "mustStay" | "operation" | "isAwaited"> {
  /** Opens the API; not called where nothing changes in ECS. */
  readonly open: () => Promise<EcsApi>;
}

/**
 * Binds, detaches and restarts only what changes. The order matters: a new pair is bound before anything is detached, and instances
 * are restarted last.
 *
 * @param state - for a create, an attachment without instances
 * @returns the new state
 * @throws {@link Unfinished} with the state reached
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-attachkeypair | AttachKeyPair}
 */
export async function apply(
  state: AttachmentState,
  inputs: AttachmentInputs,
  { open, ...context }: Applying,
): Promise<AttachmentState> {
  const plan = planOf(state, inputs);
  const bindings = new Map(
    state.instances
      .filter(
        ({ instanceId, keyPairName }) => keyPairName !== undefined || inputs.instanceIds.includes(instanceId),
      )
      .map((binding) => [binding.instanceId, binding]),
  );
  if (!isIdle(plan)) {
    try {
      const ecs = await open();
      await carryOut(plan, { ecs, state, inputs, bindings, ...context });
    } catch (error) {
      throw new Unfinished(stateOf(state, inputs, bindings), asError(error));
    }
  }
  return stateOf(state, inputs, bindings);
}

async function carryOut(plan: Plan, context: Omit<Work, "live">): Promise<void> {
  const { ecs, state, inputs, bindings, operation } = context;
  const released = plan.release.map(({ instanceId }) => instanceId);
  const ids = [...plan.bind, ...released, ...plan.restart];
  const live = await look(ecs, state.regionId, ids, operation);
  const work = { ...context, live };
  await bind(work, plan.bind);
  await release(work, plan.release);
  if (inputs.apply === "restart") {
    noteRestarts(plan.restart, work);
    await restart(work);
  }
  const failed = failedOf(bindings.values());
  if (failed.length > 0) {
    throw new InstancesFailed("could not be changed", failed, adviceOnInstance);
  }
}

/** Notes which instances were restarted or stopped since the pair was bound, by whoever did it. */
function noteRestarts(instanceIds: readonly string[], { live, bindings }: Work): void {
  for (const instanceId of instanceIds) {
    const now = live.get(instanceId);
    const binding = bindings.get(instanceId);
    if (binding !== undefined && now !== undefined && !isStillPending(binding, now)) {
      bindings.set(instanceId, inEffect(binding));
    }
  }
}

function stateOf(
  { regionId }: AttachmentState,
  { keyPairName, instanceIds }: AttachmentInputs,
  bindings: ReadonlyMap<string, Binding>,
): AttachmentState {
  return { keyPairName, regionId, instances: inProgramOrder(instanceIds, bindings) };
}
