/** Adopt: takes over an existing pair. Its private key stays unknown, and it is never deleted. */
import { randomUUID } from "node:crypto";
import type { EcsApi, FreshKeyPair } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { place } from "../resource/errors";
import { aliasTo, NotAdoptable } from "./errors";
import { applyInPlace } from "./inPlace";
import type { KeyPairInputs } from "./inputs";
import { isOf, ownerKey, siblingIn } from "../resource/owner";
import { parsePublicKey } from "../sshKey/publicKey";
import { observedState, type KeyPairState } from "./state";
import type { Seen } from "./seen";
import { attemptKey, attemptOf, ownerOf } from "./tags";

/**
 * Takes the pair over and applies the program's tags and resource group. An attempt tag on the pair gets a new value, so that a
 * state with the old value leaves the pair alone.
 *
 * @throws {@link NotAdoptable} when there is no such pair, a state may still delete it, or its key is not the expected one
 * @throws {@link NotFullyConfigured} when the pair was adopted but could not be configured
 */
export async function adoptKeyPair(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  regionId: string,
  accountId: string | undefined,
  seen: Seen,
  operation: Operation,
): Promise<KeyPairState> {
  const { keyPairName } = inputs;
  if (keyPairName === undefined) {
    throw new NotAdoptable("adopt requires keyPairName, the name of the pair to take over");
  }
  const ref = { keyPairName, regionId };
  const pair = await ecs.describeKeyPair(ref, operation);
  if (pair === undefined) {
    throw new NotAdoptable(`key pair ${place(ref)} to adopt does not exist. Remove adopt to create it.`);
  }
  refuseOwned(pair, inputs, place(ref));
  refuseOtherKey(pair, inputs, place(ref));
  const attempt = attemptOf(pair) === undefined ? undefined : randomUUID();
  if (attempt !== undefined) {
    await ecs.tagKeyPair(ref, [{ key: attemptKey, value: attempt }], operation);
  }
  seen.adopted(ref);
  const adopted: KeyPairState = {
    ...observedState({ ...ref, fingerPrint: "" }, pair),
    ...(accountId !== undefined && { accountId }),
    ...(attempt !== undefined && { attempt }),
    adopted: true,
  };
  return applyInPlace(ecs, adopted, inputs, operation);
}

/** A state that still holds the pair would delete it and make its private key useless. */
function refuseOwned(pair: FreshKeyPair, inputs: KeyPairInputs, where: string): void {
  const owner = ownerOf(pair);
  if (owner === undefined) {
    return;
  }
  const sibling = siblingIn(inputs.owner, owner);
  const remedy = isOf(inputs.owner, owner)
    ? "That is this resource itself. To replace the pair, remove adopt and set the resource option deleteBeforeReplace: true."
    : sibling === undefined
      ? "Bring the pair into this stack with `pulumi import` or `pulumi state move` instead."
      : `If the program only renamed that resource, set the resource option ${aliasTo(sibling, inputs.owner)} instead.`;
  throw new NotAdoptable(
    `key pair ${where} was not adopted: it belongs to ${owner}, whose state may still delete it.\n${remedy}\n` +
      `If that state is lost for good, remove the tags ${ownerKey} and ${attemptKey} from the pair, then adopt it.`,
  );
}

function refuseOtherKey(pair: FreshKeyPair, inputs: KeyPairInputs, where: string): void {
  if (inputs.key.kind !== "given") {
    return;
  }
  const live = parsePublicKey(pair.publicKey);
  if (live === undefined) {
    throw new NotAdoptable(
      `key pair ${where} was not adopted: ECS returned no public key to compare with publicKey. Unset publicKey to adopt it anyway.`,
    );
  }
  if (live.openSsh !== parsePublicKey(inputs.key.publicKey)?.openSsh) {
    throw new NotAdoptable(
      `key pair ${where} was not adopted: its key (${live.sha256}) does not match publicKey. Unset publicKey to adopt it anyway.`,
    );
  }
}
