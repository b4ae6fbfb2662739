/** Preview: which outputs are known before anything is created or changed, and which are not. */
import { namesOf } from "../resource/fields";
import { ownerOnRecord } from "../resource/owner";
import type { PreviewOptions } from "../resource/resource";
import { hasUnknown, isMap, pick, readTexts, unknown, type Properties } from "../resource/values";
import { parsePublicKey } from "../sshKey/publicKey";
import { keyPairFields } from "./fields";
import { wantedTags } from "./inPlace";
import { readInputs } from "./inputs";
import { needsRenewal } from "./renew";
import { existingState, toOutputs } from "./state";

/** The outputs of a pair yet to be created, or of the one in state after a change in place. */
export function preview(
  state: Properties | undefined,
  inputs: Properties,
  options: PreviewOptions,
): Properties {
  return state === undefined ? previewCreate(inputs, options) : previewUpdate(state, inputs, options);
}

function previewCreate(inputs: Properties, { owner, defaultRegionId }: PreviewOptions): Properties {
  const { adopt, ownerTags } = inputs;
  return {
    ...pick(
      inputs,
      namesOf(keyPairFields, ({ change }) => change === "kept" || change === "in place"),
    ),
    keyPairName: inputs["keyPairName"] ?? unknown,
    regionId: inputs["regionId"] ?? defaultRegionId() ?? unknown,
    fingerPrint: unknown,
    accountId: unknown,
    ...(adopt === true ? { adopted: true, createTime: unknown } : keysOf(inputs)),
    ...(adopt !== true && ownerTags !== false && { attempt: unknown }),
    ...(adopt !== true && { owner: ownerOnRecord(owner) }),
    ...publicHalfOf(inputs["publicKey"]),
  };
}

/** Only a pair whose key the program gives lacks a private key. Only one whose key ECS creates has an id. */
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

function previewUpdate(outputs: Properties, inputs: Properties, { owner }: PreviewOptions): Properties {
  const state = existingState(outputs);
  const renews = needsRenewal(state, readInputs(inputs, owner));
  const { tags: _, ...rest } = toOutputs(inputs, {
    ...state,
    ...(renews && { owner: ownerOnRecord(owner) }),
  });
  const wanted = inputs["tags"];
  const tags = hasUnknown(wanted) ? wanted : (wantedTags(state, readTexts(wanted)) ?? state.tags ?? {});
  const group = inputs["resourceGroupId"];
  return {
    ...rest,
    ...(isMap(tags) && Object.keys(tags).length === 0 ? {} : { tags }),
    ...(group !== undefined && { resourceGroupId: group }),
  };
}
