/** Preview: which outputs are known before anything is created or changed, and which are not. */
import { namesOf } from "../resource/fields";
import { readIds } from "../resource/instances";
import type { PreviewOptions } from "../resource/resource";
import { pick, unknown, type Properties } from "../resource/values";
import { attachmentFields } from "./fields";
import { isUnknown, readInputs } from "./inputs";
import { isIdle, planOf } from "./plan";
import { readState } from "./state";

/** The outputs of an attachment yet to be created, or of the one in state after a change in place. */
export function preview(
  outputs: Properties | undefined,
  inputs: Properties,
  { defaultRegionId }: PreviewOptions,
): Properties {
  const state = outputs && readState(outputs);
  const isUnchanged = state !== undefined && !isUnknown(inputs) && isIdle(planOf(state, readInputs(inputs)));
  return {
    ...pick(
      inputs,
      namesOf(attachmentFields, ({ change }) => change !== undefined),
    ),
    ...(!isUnknown(inputs) && { instanceIds: readIds(inputs["instanceIds"]) }),
    regionId: inputs["regionId"] ?? state?.regionId ?? defaultRegionId() ?? unknown,
    instances: isUnchanged ? outputs?.["instances"] : unknown,
  };
}
