/** Delete: deletes the pair in state, and no other pair that happens to have its name. */
import pRetry from "p-retry";
import type { EcsApi } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import { instancesPerBinding, type InstanceResult } from "../ecs/instanceApi";
import { chunksOf } from "../resource/values";
import { Refusal, isAmbiguous } from "../rpc/errors";
import { backoff, type Operation } from "../rpc/operation";
import { compare } from "./compare";
import { OutOfTime, place } from "../resource/errors";
import { NotComparable, StillBound, StillNeeded } from "./errors";
import { assertSameAccount, lookUp, type Lookup } from "./presence";
import type { KeyPairState } from "./state";

/** Delete options. */
export interface DeleteOptions {
  /** Whether to detach the pair from instances first. */
  readonly detachOnDelete: boolean;
  /** Whether another resource adopted the pair in this process; false by default. */
  readonly adoptedMeanwhile?: boolean;
  /** The instances on which this process failed to write the key that follows the pair's; none by default. */
  readonly neededBy?: readonly string[];
}

/**
 * Deletes the pair after comparing it with state. A pair that is already gone is a success. Another pair under its name is left
 * alone, with a warning. So is a pair that was adopted, or that another resource adopted in this run.
 *
 * @throws {@link NotComparable} when it is unknown whether it is the same pair
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @throws {@link StillNeeded} when an instance needs the pair's key
 * @throws {@link StillBound} when instances are bound to the pair; the error names them
 * @throws {@link Refusal} when ECS rejects the request
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deletekeypairs | DeleteKeyPairs}
 */
export async function deleteKeyPair(
  ecs: EcsApi,
  state: KeyPairState,
  options: DeleteOptions,
  operation: Operation,
): Promise<void> {
  if (state.adopted === true) {
    operation.warn(
      `key pair ${place(state)} was adopted, so it stays in ECS and is only removed from state.`,
    );
    return;
  }
  if (options.adoptedMeanwhile === true) {
    operation.warn(
      `key pair ${place(state)} was not deleted: another resource adopted it in this run. It stays in ECS and in that resource's state.`,
    );
    return;
  }
  const { neededBy = [] } = options;
  if (neededBy.length > 0) {
    throw new StillNeeded(state, neededBy);
  }
  try {
    await pRetry((round) => findAndDelete(ecs, state, options, round === 1 ? "shared" : "exact", operation), {
      ...backoff(operation),
      // A lost response to a delete is harmless: the next round looks the pair up before it deletes.
      shouldRetry: ({ error }) => isAmbiguous(error),
    });
  } catch (error) {
    if (error instanceof Error && isAmbiguous(error)) {
      throw new OutOfTime(`deleting key pair ${place(state)}`, operation.timeoutMs, error);
    }
    throw error;
  }
}

async function findAndDelete(
  ecs: EcsApi,
  state: KeyPairState,
  options: DeleteOptions,
  lookup: Lookup,
  operation: Operation,
): Promise<void> {
  const pair = await lookUp(ecs, state, lookup, operation);
  if (pair === "gone") {
    return;
  }
  switch (compare(state, pair)) {
    case "other":
      // The pair in state may still exist, in the account that created it.
      await assertSameAccount(ecs, state, operation);
      operation.warn(
        `key pair ${place(state)} is not the pair in state: someone else created it, so it was left alone. The pair in ` +
          "state no longer exists in ECS.",
      );
      return;
    case "not comparable":
      throw new NotComparable(state);
    case "same":
      if (options.detachOnDelete) {
        await detachAll(ecs, state, operation);
      }
      await deleteUnlessGone(ecs, state, operation);
  }
}

async function detachAll(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  const instanceIds = await boundInstances(ecs, state, operation);
  if (instanceIds.length > 0) {
    operation.warn(
      `key pair ${place(state)} is being detached from ${instanceIds.join(", ")}. Password login is re-enabled after their next restart.`,
    );
    const failed = await detach(ecs, state, instanceIds, operation);
    if (failed.length > 0) {
      const reasons = failed.map(({ instanceId, code, message }) => `${instanceId} (${code}: ${message})`);
      throw new Error(
        `key pair ${place(state)} was not deleted: it could not be detached from ${reasons.join(", ")}. Run the command again, ` +
          "or detach it by hand.",
      );
    }
  }
}

/** @returns the results of the instances that still have the pair */
async function detach(
  ecs: EcsApi,
  ref: KeyPairRef,
  instanceIds: readonly string[],
  operation: Operation,
): Promise<InstanceResult[]> {
  const results: InstanceResult[] = [];
  for (const some of chunksOf(instanceIds, instancesPerBinding)) {
    results.push(...(await ecs.detachKeyPair(ref, some, operation)));
  }
  return results.filter(({ isSuccess }) => !isSuccess);
}

async function deleteUnlessGone(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  try {
    await ecs.deleteKeyPair(state, operation);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    if (error.code === "InvalidParameter.KeypairAlreadyAttachedInstance") {
      throw new StillBound(state, await instancesIfKnown(ecs, state, operation), { cause: error });
    }
    // The documentation lists no such code for this action. Other actions have one, and here it can only mean success.
    const saysAbsent = error.httpStatus === 404 || error.code.includes("NotFound");
    if (!saysAbsent || (await lookUp(ecs, state, "exact", operation)) !== "gone") {
      throw error;
    }
  }
}

/**
 * The instances that a pair is bound to; undefined where DescribeInstances fails. It needs a permission that nothing else here
 * needs.
 */
export async function instancesIfKnown(
  ecs: EcsApi,
  ref: KeyPairRef,
  operation: Operation,
): Promise<string[] | undefined> {
  try {
    return await boundInstances(ecs, ref, operation);
  } catch {
    return undefined;
  }
}

async function boundInstances(
  ecs: EcsApi,
  { regionId, keyPairName }: KeyPairRef,
  operation: Operation,
): Promise<string[]> {
  const instances = await ecs.listInstances(regionId, { keyPairName }, operation);
  return instances.map(({ instanceId }) => instanceId);
}
