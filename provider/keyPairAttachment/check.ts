/** Check: validates every argument, in a preview too. Values that are not known yet are left to `up`. */
import { idProblem } from "../resource/instances";
import type { Checked, CheckOptions } from "../resource/resource";
import {
  defaultRegionProblems,
  failuresOf,
  fieldProblems,
  nameProblem,
  regionProblem,
  withoutEmpty,
} from "../resource/rules";
import type { Properties } from "../resource/values";
import { attachmentFields } from "./fields";
import { isUnknown, readInputs, restartNote } from "./inputs";

const textRules = { keyPairName: nameProblem, regionId: regionProblem, instanceIds: idProblem };

/**
 * Checks the arguments of an attachment.
 *
 * @param olds - the inputs of the existing attachment; undefined for a new one and for a replacement
 * @param news - the program's arguments
 */
export function check(olds: Properties | undefined, news: Properties, options: CheckOptions): Checked {
  const inputs = withoutEmpty(news);
  const isNew = olds === undefined;
  const reasons = [
    ...fieldProblems(attachmentFields, "an attachment", inputs, textRules),
    ...(inputs["keyPairName"] === undefined
      ? ["keyPairName is required: the name of the key pair to bind"]
      : []),
    ...(inputs["instanceIds"] === undefined ? ["instanceIds is required: the instances to bind it to"] : []),
    ...(isNew && inputs["regionId"] === undefined ? defaultRegionProblems(options.defaults()) : []),
    ...forceProblems(inputs),
  ];
  const instanceIds = isUnknown(inputs) ? undefined : readInputs(inputs).instanceIds;
  const note = isNew && reasons.length === 0 ? restartNote(inputs, instanceIds) : undefined;
  return { inputs, filledIn: [], failures: failuresOf(reasons), notes: note === undefined ? [] : [note] };
}

/** Without restarts, a forced stop would silently do nothing. */
function forceProblems({ forceStop, apply }: Properties): string[] {
  return forceStop === true && (apply === undefined || apply === "later")
    ? ['forceStop requires apply: "restart", because nothing is restarted otherwise']
    : [];
}
