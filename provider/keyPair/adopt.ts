/** Adopt: takes over a pair that is there already. Its private key stays unknown, and it is never deleted. */
import type { EcsApi, FreshKeyPair } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { NotAdoptable, place } from "./errors";
import { applyInPlace } from "./inPlace";
import type { KeyPairInputs } from "./inputs";
import { parsePublicKey } from "./publicKey";
import { observedState, type KeyPairState } from "./state";
import { ownerOf, ownerTag } from "./tags";

/**
 * Takes the pair over, and gives it the tags and the group that the program names.
 *
 * @throws {@link NotAdoptable} when there is no such pair, another stack owns it, or its key is not the one expected
 * @throws {@link PartlyDone} when it is taken over but could not be changed
 */
export async function adoptKeyPair(
  ecs: EcsApi,
  inputs: KeyPairInputs,
  regionId: string,
  accountId: string | undefined,
  operation: Operation,
): Promise<KeyPairState> {
  const { keyPairName } = inputs;
  if (keyPairName === undefined) {
    throw new NotAdoptable("adopt needs keyPairName: the name of the pair to take over");
  }
  const ref = { keyPairName, regionId };
  const pair = await ecs.describeKeyPair(ref, operation);
  if (pair === undefined) {
    throw new NotAdoptable(`there is no key pair ${place(ref)} to adopt. Leave adopt out to have one made.`);
  }
  refuseOthers(pair, inputs, place(ref));
  const adopted: KeyPairState = {
    ...observedState({ ...ref, fingerPrint: "" }, pair),
    ...(accountId !== undefined && { accountId }),
    adopted: true,
  };
  return applyInPlace(ecs, adopted, inputs, operation);
}

function refuseOthers(pair: FreshKeyPair, inputs: KeyPairInputs, where: string): void {
  const owner = ownerOf(pair);
  if (owner !== undefined && owner !== ownerTag(inputs.owner)) {
    throw new NotAdoptable(
      `key pair ${where} belongs to ${owner}, which would still change and delete it: not adopted.`,
    );
  }
  if (inputs.key.kind !== "given") {
    return;
  }
  const live = parsePublicKey(pair.publicKey);
  if (live === undefined) {
    throw new NotAdoptable(
      `ECS shows no public key of key pair ${where} to compare with publicKey: not adopted.`,
    );
  }
  if (live.openSsh !== parsePublicKey(inputs.key.publicKey)?.openSsh) {
    throw new NotAdoptable(
      `key pair ${where} holds another key than publicKey (it is ${live.sha256}): not adopted.`,
    );
  }
}
