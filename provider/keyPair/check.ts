/** Check: every argument against the rules, at preview already; what is not known yet is left for `up`. */
import { argumentNames, nonEmpty, type Properties } from "./inputs";
import { nameProblem } from "./name";
import { unknown } from "./unknown";

/** One argument that can't be accepted. */
export interface CheckFailure {
  /** The argument's name. */
  readonly property: string;
  /** What is wrong, without the value: it may be a secret. */
  readonly reason: string;
}

/** What check says of a program's arguments. */
export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** What the configuration says about where a new key pair goes. */
export interface Defaults {
  readonly regionId: string | undefined;
  /** The settings that could have named a region, for a message. */
  readonly regionSources: string;
}

const carried = ["owner", "customTimeouts"];

/**
 * Checks the arguments of a key pair.
 *
 * @param olds - the inputs of the living pair; empty for a new one and for a replacement
 * @param news - the program's arguments
 * @param defaults - asked only where the program names no region
 */
export function check(olds: Properties, news: Properties, defaults: () => Defaults): CheckResult {
  const inputs = Object.fromEntries(
    Object.entries(news).filter(([, value]) => value !== undefined && value !== ""),
  );
  const isNew = Object.keys(olds).length === 0;
  const failures = [
    ...unknownArguments(inputs),
    ...textFailures(inputs, "keyPairName", nameProblem),
    ...textFailures(inputs, "regionId", regionProblem),
    ...(isNew && inputs["regionId"] === undefined ? missingRegion(defaults()) : []),
  ];
  return { inputs, failures };
}

function unknownArguments(inputs: Properties): CheckFailure[] {
  const known: readonly string[] = [...argumentNames, ...carried];
  return Object.keys(inputs)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      property: name,
      reason: `there is no argument ${name}; a key pair takes ${argumentNames.join(", ")}`,
    }));
}

function textFailures(
  inputs: Properties,
  name: string,
  problemOf: (text: string) => string | undefined,
): CheckFailure[] {
  const value = inputs[name];
  if (value === undefined || value === unknown) {
    return [];
  }
  const text = nonEmpty(value);
  const problem = text === undefined ? "must be a string" : problemOf(text);
  return problem === undefined ? [] : [{ property: name, reason: `${name} ${problem}` }];
}

/** A region's id becomes part of a host name, so that nothing else may pass. */
function regionProblem(regionId: string): string | undefined {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(regionId)
    ? undefined
    : "must be a region's id, such as cn-hangzhou";
}

function missingRegion(defaults: Defaults): CheckFailure[] {
  if (defaults.regionId !== undefined) {
    return textFailures({ regionId: defaults.regionId }, "regionId", regionProblem);
  }
  return [{ property: "regionId", reason: `no region is set. Set one of: ${defaults.regionSources}` }];
}
