/** Read: what each instance has now. */
import type { EcsApi } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import type { DescribedInstance } from "../ecs/instanceApi";
import { place } from "../resource/errors";
import type { Operation } from "../rpc/operation";
import { look } from "../resource/instances";
import { inEffect, isBound, isStillPending, type AttachmentState, type Binding } from "./state";

/**
 * Looks at each instance of an attachment by itself. One that no longer exists is dropped, with a warning. One that has lost the pair
 * shows as drift, and the next `up` binds only that one.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
 */
export async function refreshAttachment(
  ecs: EcsApi,
  state: AttachmentState,
  operation: Operation,
): Promise<AttachmentState> {
  const ids = state.instances.map(({ instanceId }) => instanceId);
  const live = await look(ecs, state.regionId, ids, operation);
  const instances = state.instances.flatMap((binding): Binding[] => {
    const now = live.get(binding.instanceId);
    if (now === undefined) {
      operation.warn(
        `instance ${binding.instanceId} no longer exists, so it was removed from the attachment of key pair ${place(state)}. ` +
          "Remove it from instanceIds too.",
      );
      return [];
    }
    return [observed(state, binding, now, operation)];
  });
  return { ...state, instances };
}

function observed(
  state: AttachmentState,
  { failure, ...binding }: Binding,
  now: DescribedInstance,
  operation: Operation,
): Binding {
  const { instanceId } = binding;
  if (now.keyPairName !== undefined && now.keyPairName === binding.keyPairName) {
    return isStillPending(binding, now) ? binding : inEffect(binding);
  }
  if (now.keyPairName === state.keyPairName) {
    return { instanceId, keyPairName: state.keyPairName, restartPending: false };
  }
  if (isBound(state, binding)) {
    const other = now.keyPairName === undefined ? "no key pair" : `key pair "${now.keyPairName}" instead`;
    operation.warn(`instance ${instanceId} has lost key pair ${place(state)}: it has ${other} now.`);
  }
  return { instanceId, restartPending: false, ...(failure !== undefined && { failure }) };
}

/**
 * Reads all instances of a pair, for an import or a resource that is only read.
 *
 * @throws Error where the pair does not exist
 */
export async function readBound(
  ecs: EcsApi,
  ref: KeyPairRef,
  operation: Operation,
): Promise<AttachmentState> {
  const { regionId, keyPairName } = ref;
  const found = await ecs.listInstances(regionId, { keyPairName }, operation);
  if (found.length === 0 && (await ecs.describeKeyPair(ref, operation)) === undefined) {
    throw new Error(
      `key pair ${place(ref)} does not exist. Check the id, which is REGION/NAME of the key pair.`,
    );
  }
  const instances = found.map(({ instanceId }) => ({ instanceId, keyPairName, restartPending: false }));
  return { ...ref, instances };
}
