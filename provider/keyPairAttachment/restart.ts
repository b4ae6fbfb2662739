/** Restarts instances so that a bound key pair takes effect: batch by batch, each only when the last one runs again. */
import type { DescribedInstance } from "../ecs/instanceApi";
import { asError, duration, OutOfTime } from "../resource/errors";
import { InstancesFailed, look } from "../resource/instances";
import { CallerGone } from "../resource/resource";
import { chunksOf } from "../resource/values";
import { isAmbiguous } from "../rpc/errors";
import { pauses, type Operation } from "../rpc/operation";
import { adviceOnInstance } from "./advice";
import { RollOutStopped } from "./errors";
import { hasRestarted, inEffect, type Binding } from "./state";
import type { Work } from "./work";

/**
 * Restarts the instances for which a restart is pending. Stopped ones stay stopped.
 *
 * @throws {@link RollOutStopped} if an instance does not run again
 */
export async function restart(work: Work): Promise<void> {
  const { inputs, bindings, operation } = work;
  const pending = inputs.instanceIds
    .flatMap((instanceId) => bindings.get(instanceId) ?? [])
    .filter(isPending);
  const batches = chunksOf(pending, inputs.restartBatchSize);
  for (const [index, batch] of batches.entries()) {
    try {
      await restartBatch(work, batch);
    } catch (error) {
      const untouched = batches.slice(index + 1).flat();
      throw new RollOutStopped(asError(error), idsOf(untouched), { cause: error });
    }
    for (const binding of batch) {
      bindings.set(binding.instanceId, inEffect(binding));
    }
    const done = Math.min((index + 1) * inputs.restartBatchSize, pending.length);
    operation.say(`key pair in effect on ${done} of ${pending.length} instances: ${idsOf(batch).join(", ")}`);
  }
}

function isPending({ keyPairName, restartPending, failure }: Binding): boolean {
  return keyPairName !== undefined && restartPending && failure === undefined;
}

function idsOf(bindings: readonly Binding[]): string[] {
  return bindings.map(({ instanceId }) => instanceId);
}

/** Restarts these instances and waits until all of them run. One that was restarted or stopped in the meantime is done. */
async function restartBatch(work: Work, batch: readonly Binding[]): Promise<void> {
  const { ecs, state, operation, isAwaited } = work;
  const pause = pauses(operation);
  const restarted = new Set<string>();
  let unanswered: Error | undefined;
  for (let round = 1; ; round++) {
    if (!isAwaited()) {
      throw new CallerGone("Pulumi stopped waiting for the restarts");
    }
    const live = await look(ecs, state.regionId, idsOf(batch), operation);
    const open = batch.filter((binding) => !isDone(binding, live.get(binding.instanceId), restarted));
    if (open.length === 0) {
      return;
    }
    const due = idsOf(open).filter(
      (instanceId) => live.get(instanceId)?.status === "Running" && !restarted.has(instanceId),
    );
    try {
      (await reboot(work, due)).forEach((instanceId) => restarted.add(instanceId));
    } catch (error) {
      // It may have taken effect: the instances are looked at again.
      if (!(error instanceof Error && isAmbiguous(error))) {
        throw error;
      }
      unanswered = error;
    }
    if (!(await pause(round))) {
      throw notRunning(idsOf(open), restarted, unanswered, operation);
    }
  }
}

function notRunning(
  instanceIds: readonly string[],
  restarted: ReadonlySet<string>,
  unanswered: Error | undefined,
  { timeoutMs }: Operation,
): Error {
  const ids = instanceIds.join(", ");
  return unanswered === undefined || instanceIds.every((instanceId) => restarted.has(instanceId))
    ? new Error(`${ids} did not run again within ${duration(timeoutMs)} (customTimeouts)`)
    : new OutOfTime(`restarting ${ids}`, timeoutMs, unanswered);
}

/** @returns the instances that certainly restart; any other one is looked at again */
async function reboot({ ecs, state, inputs, operation }: Work, due: readonly string[]): Promise<string[]> {
  if (due.length === 0) {
    return [];
  }
  const results = await ecs.rebootInstances(state.regionId, due, inputs.forceStop, operation);
  // Its state changed since it was looked at.
  const failed = results.filter(({ isSuccess, code }) => !isSuccess && code !== "IncorrectInstanceStatus");
  if (failed.length > 0) {
    throw new InstancesFailed("could not be restarted", failed, adviceOnInstance);
  }
  return results.flatMap(({ instanceId, isSuccess }) => (isSuccess ? [instanceId] : []));
}

function isDone(binding: Binding, now: DescribedInstance | undefined, restarted: Set<string>): boolean {
  const { instanceId } = binding;
  if (now === undefined) {
    return true;
  }
  switch (now.status) {
    case "Running":
      return restarted.has(instanceId) || hasRestarted(binding, now);
    case "Stopped":
      return !restarted.has(instanceId);
    case "Starting":
      // A pair can't be bound to a starting instance, so this start is a later one.
      restarted.add(instanceId);
      return false;
    default:
      return false;
  }
}
