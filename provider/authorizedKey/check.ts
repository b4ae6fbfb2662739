/** Check: validates every argument, in a preview too. Values that are not known yet are left to `up`. */
import { idProblem } from "../resource/instances";
import type { Checked, CheckOptions } from "../resource/resource";
import {
  defaultRegionProblems,
  failuresOf,
  fieldProblems,
  regionProblem,
  withoutEmpty,
} from "../resource/rules";
import type { Properties } from "../resource/values";
import { publicKeyProblem } from "../sshKey/publicKey";
import { authorizedKeyFields } from "./fields";

const textRules = {
  publicKey: publicKeyProblem,
  instanceIds: idProblem,
  user: userProblem,
  regionId: regionProblem,
};

/**
 * Checks the arguments of an authorized key.
 *
 * @param olds - the inputs of the existing resource; undefined for a new one and for a replacement
 * @param news - the program's arguments
 */
export function check(olds: Properties | undefined, news: Properties, options: CheckOptions): Checked {
  const inputs = withoutEmpty(news);
  const reasons = [
    ...fieldProblems(authorizedKeyFields, "an authorized key", inputs, textRules),
    ...(inputs["publicKey"] === undefined ? ["publicKey is required: the key to authorize"] : []),
    ...(inputs["instanceIds"] === undefined ? ["instanceIds is required: the instances to put it on"] : []),
    ...(olds === undefined && inputs["regionId"] === undefined
      ? defaultRegionProblems(options.defaults())
      : []),
  ];
  return { inputs, filledIn: [], failures: failuresOf(reasons), notes: [] };
}

/** The name becomes part of a script, so nothing else may pass. */
function userProblem(user: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(user)
    ? undefined
    : "must be the name of a Linux user, such as root or ecs-user";
}
