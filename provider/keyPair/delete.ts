/** Delete: the pair in state, and no other that happens to have its name. */
import pRetry from "p-retry";
import type { EcsApi } from "../ecs/api";
import { EcsRefusal, isAmbiguous } from "../ecs/errors";
import type { Operation } from "../ecs/operation";
import { compare } from "./compare";
import { NotComparable, OutOfTime, place } from "./errors";
import { lookOnce } from "./presence";
import type { KeyPairState } from "./state";

/**
 * Deletes the pair after comparing it with state. One that is gone already is a success; another pair under its name
 * is left alone, of which the person is warned.
 *
 * @throws {@link NotComparable} when it can't be told whether it is the same pair
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @throws {@link EcsRefusal} when ECS refuses, for instance because instances are bound to the pair
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deletekeypairs | DeleteKeyPairs}
 */
export async function deleteKeyPair(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  try {
    await pRetry(() => lookAndDelete(ecs, state, operation), {
      retries: Infinity,
      minTimeout: 500,
      maxTimeout: 15_000,
      randomize: true,
      maxRetryTime: Math.max(operation.remainingMs(), 0),
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

async function lookAndDelete(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  const pair = await lookOnce(ecs, state, operation);
  if (pair === "gone") {
    return;
  }
  switch (compare(state, pair)) {
    case "other":
      operation.warn(
        `key pair ${place(state)} is another pair than the one in state, made by someone else under the same name: it was ` +
          "left alone. The one in state is gone from ECS.",
      );
      return;
    case "not comparable":
      throw new NotComparable(state);
    case "same":
      await deleteUnlessGone(ecs, state, operation);
  }
}

async function deleteUnlessGone(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<void> {
  try {
    await ecs.deleteKeyPair(state, operation);
  } catch (error) {
    // The documents name no such code for this action; other actions have one, and it can only mean success here.
    if (!(error instanceof EcsRefusal && (error.httpStatus === 404 || error.code.includes("NotFound")))) {
      throw error;
    }
    const pair = await lookOnce(ecs, state, operation);
    if (pair !== "gone") {
      throw error;
    }
  }
}
