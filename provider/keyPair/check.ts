/** Check: validates every argument, in a preview too. Values that are not known yet are left to `up`. */
import type { Checked, CheckOptions } from "../resource/resource";
import {
  defaultRegionProblems,
  failuresOf,
  fieldProblems,
  groupProblem,
  nameProblem,
  regionProblem,
  withoutEmpty,
} from "../resource/rules";
import { isMap, unknown, type Properties } from "../resource/values";
import { parsePublicKey, publicKeyProblem } from "../sshKey/publicKey";
import { fillInName } from "./name";
import { keyPairFields } from "./fields";
import { tagProblems } from "./tags";

const textRules = {
  keyPairName: nameProblem,
  regionId: regionProblem,
  publicKey: publicKeyProblem,
  resourceGroupId: groupProblem,
  recoverOrphan: attemptProblem,
};

/**
 * Checks the arguments of a key pair.
 *
 * @param olds - the inputs of the existing pair; undefined for a new pair and for a replacement
 * @param news - the program's arguments
 */
export function check(olds: Properties | undefined, news: Properties, options: CheckOptions): Checked {
  const named = fillInName(olds, news, options);
  const inputs = withoutEmpty(named.inputs);
  const isNew = olds === undefined;
  const reasons = [
    ...named.reasons,
    ...fieldProblems(keyPairFields, "a key pair", inputs, textRules),
    ...(isMap(inputs["tags"]) ? tagProblems(inputs["tags"]).map((problem) => `tags ${problem}`) : []),
    ...(isNew && inputs["regionId"] === undefined ? defaultRegionProblems(options.defaults()) : []),
    ...localKeyProblems(inputs),
    ...(isNew ? adoptProblems(inputs) : []),
  ];
  return { inputs, filledIn: named.filledIn, failures: failuresOf(reasons), notes: notesOn(inputs) };
}

function attemptProblem(attempt: string): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(attempt)
    ? undefined
    : "must be the attempt value that a failed create printed";
}

function localKeyProblems(inputs: Properties): string[] {
  const { publicKey, keySource, algorithm = "RSA", rsaBits, ecdsaCurve } = inputs;
  const shape = ["algorithm", "rsaBits", "ecdsaCurve"].filter((name) => inputs[name] !== undefined);
  const local = [...(keySource === undefined ? [] : ["keySource"]), ...shape];
  const known = algorithm !== unknown;
  return [
    ...(publicKey === undefined ? [] : local.map((name) => `${name} can't be combined with publicKey`)),
    ...(publicKey === undefined && keySource !== "local" && keySource !== unknown
      ? shape.map((name) => `${name} requires keySource: "local", because keys created by ECS are RSA-2048`)
      : []),
    ...(known && algorithm !== "RSA" && rsaBits !== undefined ? ['rsaBits requires algorithm: "RSA"'] : []),
    ...(known && algorithm !== "ECDSA" && ecdsaCurve !== undefined
      ? ['ecdsaCurve requires algorithm: "ECDSA"']
      : []),
  ];
}

function adoptProblems({ adopt, keyPairName, keySource, recoverOrphan }: Properties): string[] {
  if (adopt !== true) {
    return [];
  }
  return [
    ...(keyPairName === undefined ? ["adopt requires keyPairName, the name of the pair to take over"] : []),
    ...(keySource === "local"
      ? ['adopt can\'t be combined with keySource: "local", because the pair already has a key']
      : []),
    ...(recoverOrphan === undefined
      ? []
      : ["adopt can't be combined with recoverOrphan, which deletes the pair"]),
  ];
}

function notesOn({ publicKey, algorithm }: Properties): string[] {
  const given = typeof publicKey === "string" ? parsePublicKey(publicKey) : undefined;
  return given?.type === "ed25519" || algorithm === "ED25519"
    ? [
        "the ECS documentation lists RSA, DSA and ECDSA keys for import, but not ED25519. The key is sent anyway, and ECS may reject it",
      ]
    : [];
}
