/** Sends a change of many instances until each one's result is known. */
import pRetry from "p-retry";
import type { EcsApi } from "../ecs/api";
import { instancesPerBinding, type DescribedInstance, type InstanceResult } from "../ecs/instanceApi";
import { OutOfTime } from "../resource/errors";
import { chunksOf } from "../resource/values";
import { CallError, isAmbiguous, Refusal } from "../rpc/errors";
import { backoff, type Operation } from "../rpc/operation";
import { look } from "../resource/instances";

/** A change of instances: AttachKeyPair or DetachKeyPair. */
export interface Change {
  /** What it does, to precede the instances: "binding the key pair to". */
  readonly what: string;
  /** Sends it for some of the instances. */
  send(instanceIds: readonly string[]): Promise<InstanceResult[]>;
  /** Whether an instance shows that it took effect; undefined for one that no longer exists. */
  isDone(instance: DescribedInstance | undefined): boolean;
  /** Called with each instance's result as soon as it is known. */
  record(result: InstanceResult): void;
}

/**
 * Sends a change in chunks. After a lost response the instances are looked up: only those without the change are sent again.
 *
 * @throws {@link Refusal}, {@link Unreachable} for a failure that concerns the whole change
 * @throws {@link OutOfTime} if responses were lost until the deadline
 */
export async function settle(
  ecs: EcsApi,
  regionId: string,
  instanceIds: readonly string[],
  change: Change,
  operation: Operation,
): Promise<void> {
  const open = new Set(instanceIds);
  const close = (result: InstanceResult): void => {
    open.delete(result.instanceId);
    change.record(result);
  };
  const send = async (): Promise<void> => {
    for (const some of chunksOf([...open], instancesPerBinding)) {
      for await (const result of resultsOf(change, some)) {
        close(result);
      }
      if (open.size > 0) {
        operation.say(`${instanceIds.length - open.size} of ${instanceIds.length} instances done`);
      }
    }
  };
  const drop = async (): Promise<void> => {
    const live = await look(ecs, regionId, [...open], operation);
    for (const instanceId of open) {
      if (change.isDone(live.get(instanceId))) {
        close({ instanceId, isSuccess: true, code: "200", message: "" });
      }
    }
  };
  try {
    await pRetry(async (round) => (round === 1 ? send() : drop().then(send)), {
      ...backoff(operation),
      shouldRetry: ({ error }) => isAmbiguous(error),
    });
  } catch (error) {
    if (!(error instanceof CallError && isAmbiguous(error))) {
      throw error;
    }
    const last = error.advised("The call may still take effect later.");
    throw new OutOfTime(`${change.what} ${[...open].join(", ")}`, operation.timeoutMs, last);
  }
}

/**
 * The results of one call. According to older pages of the documentation, one instance makes ECS refuse the whole call: then halves
 * are sent until the instances at fault are found.
 */
async function* resultsOf(change: Change, instanceIds: readonly string[]): AsyncGenerator<InstanceResult> {
  try {
    yield* await change.send(instanceIds);
  } catch (error) {
    if (!(error instanceof Refusal) || !/Instance|DependencyViolation/.test(error.code)) {
      throw error;
    }
    const [first] = instanceIds;
    if (first !== undefined && instanceIds.length === 1) {
      yield { instanceId: first, isSuccess: false, code: error.code, message: error.apiMessage };
      return;
    }
    for (const half of chunksOf(instanceIds, Math.ceil(instanceIds.length / 2))) {
      yield* resultsOf(change, half);
    }
  }
}
