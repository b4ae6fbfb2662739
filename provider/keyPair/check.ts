/** Check: every argument against the rules, at preview already; what is not known yet is left for `up`. */
import {
  algorithms,
  argumentNames,
  carriedNames,
  ecdsaCurves,
  nonEmpty,
  replaceOnChangesName,
  rsaSizes,
  type Properties,
} from "./inputs";
import { nameProblem } from "./name";
import { parsePublicKey, publicKeyProblem } from "./publicKey";
import { tagProblems } from "./tags";
import { unknown } from "./unknown";

/** One argument that can't be accepted. */
export interface CheckFailure {
  /** Never named: the engine prints the value of a property that is, and a secret may stand there by mistake. */
  readonly property: "";
  /** What is wrong; it names the argument, and holds no value of it. */
  readonly reason: string;
}

/** What check says of a program's arguments. */
export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
  /** What may go wrong though the rules allow it. */
  readonly notes: readonly string[];
}

/** What the configuration says about where a new key pair goes. */
export interface Defaults {
  readonly regionId: string | undefined;
  /** The setting that the region came from, as a message names it. */
  readonly regionName: string | undefined;
  /** The settings that could have named a region, for a message. */
  readonly regionSources: string;
}

/**
 * Checks the arguments of a key pair.
 *
 * @param olds - the inputs of the living pair; empty for a new one and for a replacement
 * @param news - the program's arguments
 * @param defaults - asked only where the program names no region
 */
export function check(olds: Properties, news: Properties, defaults: () => Defaults): CheckResult {
  // An empty text counts as absent: programs pass one where a variable is not set.
  const inputs = Object.fromEntries(
    Object.entries(news).filter(([, value]) => value !== undefined && value !== ""),
  );
  const isNew = Object.keys(olds).length === 0;
  const reasons = [
    ...unknownArguments(inputs),
    ...problems(inputs, "keyPairName", textProblem(nameProblem)),
    ...problems(inputs, "regionId", textProblem(regionProblem)),
    ...(isNew && inputs["regionId"] === undefined ? defaultRegionProblems(defaults()) : []),
    ...problems(inputs, "publicKey", textProblem(publicKeyProblem)),
    ...problems(inputs, "resourceGroupId", textProblem(groupProblem)),
    ...problems(inputs, "recoverOrphan", textProblem(attemptProblem)),
    ...problems(inputs, "tags", tagsProblem),
    ...["adopt", "detachOnDelete", "ownerTags"].flatMap((name) => problems(inputs, name, flagProblem)),
    ...localKeyProblems(inputs),
    ...(isNew ? adoptProblems(inputs) : []),
  ];
  const failures = reasons.map((reason) => ({ property: "" as const, reason }));
  return { inputs, failures, notes: notesOn(inputs) };
}

function unknownArguments(inputs: Properties): string[] {
  const known: readonly string[] = [...argumentNames, ...carriedNames, replaceOnChangesName];
  return Object.keys(inputs)
    .filter((name) => !known.includes(name))
    .map((name) => `there is no argument ${name}; a key pair takes ${argumentNames.join(", ")}`);
}

/** What is wrong with a value, said after the argument's name; undefined where nothing is. */
type Rule = (value: unknown) => string | readonly string[] | undefined;

function problems(inputs: Properties, name: string, rule: Rule): string[] {
  const value = inputs[name];
  if (value === undefined || value === unknown) {
    return [];
  }
  return [rule(value) ?? []].flat().map((problem) => `${name} ${problem}`);
}

function textProblem(problemOf: (text: string) => string | undefined): Rule {
  return (value) => {
    const text = nonEmpty(value);
    return text === undefined ? "must be a string" : problemOf(text);
  };
}

/** What is wrong with a region's id, which becomes part of a host name, so that nothing else may pass. */
export function regionProblem(regionId: string): string | undefined {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(regionId)
    ? undefined
    : "must be a region's id, such as cn-hangzhou";
}

function groupProblem(resourceGroupId: string): string | undefined {
  return /^\S+$/.test(resourceGroupId)
    ? undefined
    : "must be a resource group's id, such as rg-bp67acfmxazb4p****";
}

function attemptProblem(attempt: string): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(attempt)
    ? undefined
    : "must be the attempt value that the error of a create printed";
}

function flagProblem(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "must be true or false";
}

function tagsProblem(value: unknown): string | readonly string[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return "must be a map of strings";
  }
  const isText = (each: unknown): boolean => typeof each === "string" || each === unknown;
  const notTexts = Object.entries(value).filter(([, each]) => !isText(each));
  return [
    ...notTexts.map(([key]) => `must have strings as values (${key})`),
    ...tagProblems(Object.fromEntries(Object.entries(value))),
  ];
}

function oneOf(choices: readonly (string | number)[]): Rule {
  return (value) =>
    choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(", ")}`;
}

function localKeyProblems(inputs: Properties): string[] {
  const { publicKey, keySource, algorithm = "RSA", rsaBits, ecdsaCurve } = inputs;
  const shape = ["algorithm", "rsaBits", "ecdsaCurve"].filter((name) => inputs[name] !== undefined);
  const local = [...(keySource === undefined ? [] : ["keySource"]), ...shape];
  const known = algorithm !== unknown;
  return [
    ...problems(inputs, "keySource", oneOf(["ecs", "local"])),
    ...problems(inputs, "algorithm", oneOf(algorithms)),
    ...problems(inputs, "rsaBits", oneOf(rsaSizes)),
    ...problems(inputs, "ecdsaCurve", oneOf(ecdsaCurves)),
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

/** Why the default region can't be used; it names the setting that it came from. */
export function defaultRegionProblems({ regionId, regionName, regionSources }: Defaults): string[] {
  return regionId === undefined
    ? [`no region is set. Set one of: ${regionSources}`]
    : [regionProblem(regionId) ?? []].flat().map((problem) => `${regionName ?? "regionId"} ${problem}`);
}

function notesOn({ publicKey, algorithm }: Properties): string[] {
  const given = typeof publicKey === "string" ? parsePublicKey(publicKey) : undefined;
  return given?.type === "ed25519" || algorithm === "ED25519"
    ? [
        "ECS's documents list RSA, DSA and ECDSA keys for import, not ED25519: the key is sent all the same, and ECS may refuse it",
      ]
    : [];
}
