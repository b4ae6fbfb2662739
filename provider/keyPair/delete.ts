/** Delete: the pair in state, and no other that happens to have its name. */
import pRetry from "p-retry";
import type { EcsApi, KeyPairRef } from "../ecs/api";
import { Refusal, isAmbiguous } from "../rpc/errors";
import { backoff, type Operation } from "../rpc/operation";
import { compare } from "./compare";
import { NotComparable, OutOfTime, place, StillBound } from "./errors";
import { assertSameAccount, lookUp, type Lookup } from "./presence";
import type { KeyPairState } from "./state";

/** Delete options. */
export interface DeleteOptions {
  /** Whether instances that use the pair are detached from it first. */
  readonly detachOnDelete: boolean;
  /** Whether another resource adopted the pair in this process; false by default. */
  readonly adoptedMeanwhile?: boolean;
}

/**
 * Deletes the pair after comparing it with state. One that is gone already is a success; another pair under its name
 * is not deleted, with a warning. Neither is a pair that was only adopted, or that another resource adopted in this run.
 *
 * @throws {@link NotComparable} when it can't be told whether it is the same pair
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @throws {@link StillBound} when instances are bound to the pair, which it names
 * @throws {@link Refusal} when ECS refuses
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
      `key pair ${place(state)} was adopted, not made here: it stays in ECS and is only forgotten.`,
    );
    return;
  }
  if (options.adoptedMeanwhile === true) {
    operation.warn(
      `key pair ${place(state)} was not deleted: another resource adopted it in this run. It stays in ECS; this resource forgets it.`,
    );
    return;
  }
  try {
    await pRetry((round) => lookAndDelete(ecs, state, options, round === 1 ? "shared" : "exact", operation), {
      ...backoff(operation),
      // A lost answer to a delete is no harm: the next round looks before it deletes.
      shouldRetry: ({ error }) => isAmbiguous(error),
    });
  } catch (error) {
    if (error instanceof Error && isAmbiguous(error)) {
      throw new OutOfTime(`deleting key pair ${place(state)}`, operation.timeoutMs, error);
    }
    throw error;
  }
}

async function lookAndDelete(
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
      // The pair in state may well be there, in the account that made it.
      await assertSameAccount(ecs, state, operation);
      operation.warn(
        `key pair ${place(state)} is another pair than the one in state, made by someone else under the same name: it was ` +
          "left alone. The one in state is gone from ECS.",
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
  const instanceIds = await ecs.boundInstances(state, operation);
  if (instanceIds.length > 0) {
    operation.warn(
      `key pair ${place(state)} is detached from ${instanceIds.join(", ")}: after their next restart they let passwords in again.`,
    );
    await ecs.detachKeyPair(state, instanceIds, operation);
  }
}

async function deleteUnlessGone(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  try {
    await ecs.deleteKeyPair(state, operation);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    if (error.code === "InvalidParameter.KeypairAlreadyAttachedInstance") {
      throw new StillBound(state, await instancesIfTold(ecs, state, operation), { cause: error });
    }
    // The documents name no such code for this action; other actions have one, and it can only mean success here.
    const saysAbsent = error.httpStatus === 404 || error.code.includes("NotFound");
    if (!saysAbsent || (await lookUp(ecs, state, "exact", operation)) !== "gone") {
      throw error;
    }
  }
}

/**
 * The instances that a pair is bound to. DescribeInstances wants a permission that nothing else here wants: without it they
 * are undefined, no more.
 */
export async function instancesIfTold(
  ecs: EcsApi,
  ref: KeyPairRef,
  operation: Operation,
): Promise<string[] | undefined> {
  try {
    return await ecs.boundInstances(ref, operation);
  } catch {
    return undefined;
  }
}
