/** Delete: detaches what this attachment still binds. */
import type { EcsApi } from "../ecs/api";
import { place } from "../resource/errors";
import type { Operation } from "../rpc/operation";
import { adviceOnInstance } from "./advice";
import { failedOf, InstancesFailed, look } from "../resource/instances";
import { release } from "./release";
import type { AttachmentState } from "./state";
import type { Work } from "./work";

/**
 * Detaches each instance that still has the pair in state. An instance that no longer exists, or that has another pair, is left out.
 *
 * @throws Error that names the instances that could not be detached
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-detachkeypair | DetachKeyPair}
 */
export async function deleteAttachment(
  ecs: EcsApi,
  state: AttachmentState,
  mustStay: Work["mustStay"],
  operation: Operation,
): Promise<void> {
  const ids = state.instances.map(({ instanceId }) => instanceId);
  const live = await look(ecs, state.regionId, ids, operation);
  const bindings = new Map(state.instances.map((binding) => [binding.instanceId, binding]));
  const work = { ecs, state, live, bindings, mustStay, operation, isAwaited: () => true };
  await release(work, state.instances);
  const failed = failedOf(bindings.values());
  if (failed.length > 0) {
    throw new Error(
      `key pair ${place(state)}: ${new InstancesFailed("could not be detached", failed, adviceOnInstance).message}`,
    );
  }
}
