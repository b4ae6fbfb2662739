/** Previews: what is known before anything is made, and what is not. */
import type { Properties } from "../keyPair/inputs";
import { wantedTags } from "../keyPair/inPlace";
import { readInputs, readTexts } from "../keyPair/inputs";
import { ownerOnRecord } from "../keyPair/owner";
import { parsePublicKey } from "../keyPair/publicKey";
import { needsRenewal } from "../keyPair/renew";
import { toOutputs, type KeyPairState } from "../keyPair/state";
import { unknown } from "../keyPair/unknown";

/**
 * The outputs of a pair that is still to be made.
 *
 * @param inputs - with the owner
 */
export function previewCreate(inputs: Properties, defaultRegionId: string | undefined): Properties {
  const { tags, resourceGroupId, adopt, ownerTags } = inputs;
  return {
    ...carried(inputs),
    keyPairName: inputs["keyPairName"] ?? unknown,
    regionId: inputs["regionId"] ?? defaultRegionId ?? unknown,
    fingerPrint: unknown,
    accountId: unknown,
    ...(tags !== undefined && { tags }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
    ...(adopt === true ? { adopted: true, createTime: unknown } : keysOf(inputs)),
    ...(adopt !== true && ownerTags !== false && { attempt: unknown }),
    ...(adopt !== true && { owner: ownerOnRecord(readInputs(inputs).owner) }),
    ...publicHalfOf(inputs["publicKey"]),
  };
}

/**
 * The outputs of a pair after a change in place.
 *
 * @param inputs - with the owner
 */
export function previewUpdate(state: KeyPairState, inputs: Properties): Properties {
  const { owner } = readInputs(inputs);
  const owned = needsRenewal(state, readInputs(inputs)) ? { ...state, owner: ownerOnRecord(owner) } : state;
  const { tags: _, ...rest } = toOutputs({ ...inputs, owner: undefined }, owned);
  const wanted = inputs["tags"];
  const tags = hasUnknown(wanted) ? wanted : (wantedTags(state, readTexts(wanted)) ?? state.tags ?? {});
  const group = inputs["resourceGroupId"];
  return {
    ...rest,
    ...(isEmpty(tags) ? {} : { tags }),
    ...(group !== undefined && { resourceGroupId: group }),
  };
}

function isEmpty(tags: unknown): boolean {
  return typeof tags === "object" && tags !== null && Object.keys(tags).length === 0;
}

function carried(inputs: Properties): Properties {
  const { adopt, detachOnDelete, recoverOrphan, ownerTags } = inputs;
  return { adopt, detachOnDelete, recoverOrphan, ownerTags };
}

/** Only a pair whose key the program gives has no private key, and only one that ECS makes an id. */
function keysOf({ publicKey, keySource }: Properties): Properties {
  return {
    ...(publicKey === undefined && { privateKey: unknown }),
    ...(publicKey === undefined && keySource !== "local" && { keyPairId: unknown }),
  };
}

function publicHalfOf(publicKey: unknown): Properties {
  const given = typeof publicKey === "string" ? parsePublicKey(publicKey) : undefined;
  return {
    publicKey: given?.openSsh ?? unknown,
    publicKeyFingerprintSha256: given?.sha256 ?? unknown,
  };
}

function hasUnknown(tags: unknown): boolean {
  return (
    tags === unknown || (typeof tags === "object" && tags !== null && Object.values(tags).includes(unknown))
  );
}
