/** Read: the live pair's current state, with the private key carried forward. */
import type { EcsApi } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import type { Operation } from "../rpc/operation";
import { isOf, type Owner } from "../resource/owner";
import { compare, isRekeyed } from "./compare";
import { place } from "../resource/errors";
import { KeyPairNotFound } from "./errors";
import { assertSameAccount, lookUpTwice } from "./presence";
import { noteOwner } from "./renew";
import { observedState, type KeyPairState } from "./state";
import { attemptOf, ownerOf } from "./tags";

/**
 * Refreshes a pair that is in state.
 *
 * @returns the current state, or `"gone"`, with a warning to the user
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
        `key pair ${place(state)} holds a different key in ECS than in state: someone recreated it outside Pulumi. The private ` +
          "key in state still opens the instances that use the old pair, but no new ones. Pulumi will replace a pair with a " +
          "generated name. For a fixed name, it will fail and list the options.",
      );
    }
    return now;
  }
  operation.warn(
    `key pair ${place(state)} no longer exists in ECS: someone deleted it. Pulumi will recreate it with a new key. State ` +
      "held the only copy of its private key. To recover that key on Pulumi Cloud, run `pulumi stack export --version N` for an " +
      "earlier update. On other backends, use the history folder or the backup files.",
  );
  return "gone";
}

/**
 * Reads a pair that this stack did not create. Its private key stays unknown: ECS never returns it again.
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
 * Reads a pair to import: the stack owns it from then on, and may delete it. Records what distinguishes it from other pairs of its
 * name. Its private key stays unknown.
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
      `key pair ${place(ref)} carries the owner tag of ${taggedOwner}. If that stack still manages it, both would change and delete it.`,
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
