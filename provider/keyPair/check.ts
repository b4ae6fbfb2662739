/** Check: every argument against the rules, at preview already; what is not known yet is left for `up`. */
import type { Checked, CheckOptions } from "../resource/resource";
import {
  defaultRegionProblems,
  failuresOf,
  fieldProblems,
  groupProblem,
  regionProblem,
  withoutEmpty,
} from "../resource/rules";
import { isMap, unknown, type Properties } from "../resource/values";
import { parsePublicKey, publicKeyProblem } from "../sshKey/publicKey";
import { fillInName, nameProblem } from "./name";
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
 * @param olds - the inputs of the living pair; undefined for a new one and for a replacement
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
    : "must be the attempt value that the error of a create printed";
}

function localKeyProblems(inputs: Properties): string[] {
  const { publicKey, keySource, algorithm = "RSA", rsaBits, ecdsaCurve } = inputs;
  const shape = ["algorithm", "rsaBits", "ecdsaCurve"].filter((name) => inputs[name] !== undefined);
  const local = [...(keySource === undefined ? [] : ["keySource"]), ...shape];
  const known = algorithm !== unknown;
  return [
    ...(publicKey === undefined ? [] : local.map((name) => `${name} can't go together with publicKey`)),
    ...(publicKey === undefined && keySource !== "local" && keySource !== unknown
      ? shape.map((name) => `${name} is for keySource: "local" only: keys that ECS makes are RSA-2048`)
      : []),
    ...(known && algorithm !== "RSA" && rsaBits !== undefined
      ? ["rsaBits is for the algorithm RSA only"]
      : []),
    ...(known && algorithm !== "ECDSA" && ecdsaCurve !== undefined
      ? ["ecdsaCurve is for the algorithm ECDSA only"]
      : []),
  ];
}

function adoptProblems({ adopt, keyPairName, keySource, recoverOrphan }: Properties): string[] {
  if (adopt !== true) {
    return [];
  }
  return [
    ...(keyPairName === undefined ? ["adopt needs keyPairName: the name of the pair to take over"] : []),
    ...(keySource === "local"
      ? ['adopt can\'t go together with keySource: "local": the pair has a key already']
      : []),
    ...(recoverOrphan === undefined
      ? []
      : ["adopt can't go together with recoverOrphan, which deletes the pair"]),
  ];
}

function notesOn({ publicKey, algorithm }: Properties): string[] {
  const given = typeof publicKey === "string" ? parsePublicKey(publicKey) : undefined;
  return given?.type === "ed25519" || algorithm === "ED25519"
    ? [
        "ECS's documents list RSA, DSA and ECDSA keys for import, not ED25519: the key is sent all the same, and ECS may refuse it",
      ]
    : [];
}
