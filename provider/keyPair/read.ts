/** Read: what lives under the name now, with the private key carried forward. */
import type { EcsApi, KeyPairRef } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { isOf, type Owner } from "../resource/owner";
import type { Context } from "../resource/resource";
import { nonEmpty, type Properties } from "../resource/values";
import { compare, isRekeyed } from "./compare";
import { KeyPairNotFound, place } from "./errors";
import { assertSameAccount, lookUpTwice } from "./presence";
import { noteOwner } from "./renew";
import { observedState, type KeyPairState } from "./state";
import { attemptOf, ownerOf } from "./tags";

/**
 * Refreshes a pair that is in state.
 *
 * @returns the state of now, or `"gone"`, of which the person is warned
 * @throws {@link OtherAccount} when the credentials in use can't see the pair
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
 */
export async function refreshKeyPair(
  ecs: EcsApi,
  state: KeyPairState,
  operation: Operation,
): Promise<KeyPairState | "gone"> {
  const pair = await lookUpTwice(ecs, state, operation);
  if (pair !== "gone") {
    if (compare(state, pair) === "other") {
      await assertSameAccount(ecs, state, operation);
    }
    const now = noteOwner(observedState(state, pair), pair);
    const sameAsLastSeen = now.publicKeyFingerprintSha256 === state.publicKeyFingerprintSha256;
    if (!sameAsLastSeen && isRekeyed(now) && !isRekeyed(state)) {
      operation.warn(
        `key pair ${place(state)} holds another key in ECS than the one in state: someone made it anew outside. The private key ` +
          "in state still opens the instances that had the old pair, and no new one. Pulumi will replace a pair with a generated " +
          "name; for a fixed name it will fail and say what to choose from.",
      );
    }
    return now;
  }
  operation.warn(
    `key pair ${place(state)} is gone from ECS, deleted by someone else. Pulumi will recreate it, with another key. ` +
      "State held the only copy of its private key. To get that back: on Pulumi Cloud, pulumi stack export --version N of an " +
      "earlier update; on other backends, their history folder or backup files.",
  );
  return "gone";
}

/**
 * Reads a pair that this stack has not made. Its private key stays unknown: ECS tells it to nobody a second time.
 *
 * @throws {@link KeyPairNotFound}
 */
export async function getKeyPair(ecs: EcsApi, ref: KeyPairRef, operation: Operation): Promise<KeyPairState> {
  const pair = await ecs.describeKeyPairShared(ref, operation);
  if (pair === undefined) {
    throw new KeyPairNotFound(ref);
  }
  return observedState({ ...ref, fingerPrint: "" }, pair);
}

/**
 * Reads a pair that is imported: the stack owns it from now on, and may delete it. What tells it from others of its name is
 * kept as it is now. Its private key stays unknown.
 *
 * @throws {@link KeyPairNotFound}
 */
export async function readForImport(
  ecs: EcsApi,
  ref: KeyPairRef,
  owner: Owner,
  operation: Operation,
): Promise<KeyPairState> {
  const pair = await ecs.describeKeyPair(ref, operation);
  if (pair === undefined) {
    throw new KeyPairNotFound(ref);
  }
  const taggedOwner = ownerOf(pair);
  if (taggedOwner !== undefined && !isOf(owner, taggedOwner)) {
    operation.warn(
      `key pair ${place(ref)} carries the tag of ${taggedOwner}: if that stack still has it, both would change and delete it.`,
    );
  }
  const state = observedState({ ...ref, fingerPrint: "" }, pair);
  const attempt = attemptOf(pair);
  const accountId = await ecs.accountId(ref.regionId, operation);
  const keySha256AtImport = state.publicKeyFingerprintSha256;
  return {
    ...state,
    ...(accountId !== undefined && { accountId }),
    ...(attempt !== undefined && { attempt }),
    ...(taggedOwner !== undefined && { owner: taggedOwner }),
    ...(keySha256AtImport !== undefined && { keySha256AtImport }),
  };
}

/**
 * The pair that an id names, `NAME` or `REGION/NAME`: neither a region's id nor a name can hold a slash.
 *
 * @throws Error where the id has no name
 */
export function keyPairAt(id: string, inputs: Properties, regionOf: Context["regionOf"]): KeyPairRef {
  const slash = id.indexOf("/");
  const keyPairName = id.slice(slash + 1);
  if (keyPairName === "") {
    throw new Error("the id to read or import a key pair by is NAME or REGION/NAME");
  }
  const regionId = nonEmpty(id.slice(0, Math.max(slash, 0))) ?? nonEmpty(inputs["regionId"]);
  return { keyPairName, regionId: regionOf(regionId) };
}
