/** Preview: which outputs are known before anything is written, and which are not. */
import { namesOf } from "../resource/fields";
import { readIds } from "../resource/instances";
import type { PreviewOptions } from "../resource/resource";
import { pick, unknown, type Properties } from "../resource/values";
import { authorizedKeyFields } from "./fields";
import { fingerprintOf, isUnknown, readInputs } from "./inputs";
import { isIdle, planOf } from "./plan";
import { readState } from "./state";

/** The outputs of a key yet to be written, or of the one in state after a change in place. */
export function preview(
  outputs: Properties | undefined,
  inputs: Properties,
  { defaultRegionId }: PreviewOptions,
): Properties {
  const state = outputs && readState(outputs);
  const { key } = readInputs(inputs);
  const isUnchanged = state !== undefined && !isUnknown(inputs) && isIdle(planOf(state, readInputs(inputs)));
  const arguments_ = namesOf(authorizedKeyFields, ({ change }) => change !== undefined);
  const isKeyKnown = inputs["publicKey"] !== unknown;
  return {
    ...pick(inputs, arguments_),
    ...(isKeyKnown && { publicKey: key.publicKey }),
    user: inputs["user"] ?? key.user,
    ...(!isUnknown(inputs) && { instanceIds: readIds(inputs["instanceIds"]) }),
    regionId: inputs["regionId"] ?? state?.regionId ?? defaultRegionId() ?? unknown,
    fingerprintSha256: isKeyKnown ? fingerprintOf(key) : unknown,
    instances: isUnchanged ? outputs?.["instances"] : unknown,
  };
}
