/** The check rules that all resources share: the types of their fields, and where a new resource may go. */
import { argumentNames, type Bounds, type Field, type Fields } from "./fields";
import type { CheckFailure, Defaults } from "./resource";
import { isMap, unknown, type Properties } from "./values";

/** What is wrong with a string, worded to follow the argument's name; undefined where nothing is. */
export type TextRule = (text: string) => string | undefined;

/** Removes unset inputs. An empty string counts as unset: programs pass one for a variable that is not set. */
export function withoutEmpty(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** Turns reasons into check failures. */
export function failuresOf(reasons: readonly string[]): CheckFailure[] {
  return reasons.map((reason) => ({ property: "", reason }));
}

/**
 * What is wrong with each argument by itself: it does not exist, or its value has the wrong type. A value not known yet passes.
 *
 * @param what - the resource, as named in messages: "a key pair"
 * @param textRules - further rules for strings, by argument
 */
export function fieldProblems(
  fields: Fields,
  what: string,
  inputs: Properties,
  textRules: Readonly<Record<string, TextRule>>,
): string[] {
  const names = argumentNames(fields);
  const unsupported = Object.keys(inputs).filter((name) => !names.includes(name));
  return [
    ...unsupported.map((name) => `unknown argument ${name}: ${what} takes ${names.join(", ")}`),
    ...names.flatMap((name) => {
      const field = fields[name];
      const value = inputs[name];
      if (field === undefined || value === undefined || value === unknown) {
        return [];
      }
      return kindProblems(field, value, textRules[name]).map((problem) => `${name} ${problem}`);
    }),
  ];
}

function kindProblems({ kind }: Field, value: unknown, textRule: TextRule | undefined): string[] {
  switch (kind) {
    case "text":
      return [typeof value === "string" ? (textRule?.(value) ?? []) : "must be a string"].flat();
    case "flag":
      return typeof value === "boolean" ? [] : ["must be true or false"];
    case "texts":
      return mapProblems(value);
    case "set":
      return setProblems(value, textRule);
    case "objects":
      return Array.isArray(value) ? [] : ["must be a list"];
    default:
      return "from" in kind ? boundsProblems(kind, value) : choiceProblems(kind, value);
  }
}

function choiceProblems(choices: readonly unknown[], value: unknown): string[] {
  return choices.includes(value) ? [] : [`must be one of ${choices.join(", ")}`];
}

function boundsProblems({ from, to }: Bounds, value: unknown): string[] {
  const fits = typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
  return fits ? [] : [`must be a whole number from ${from} to ${to}`];
}

/** @param textRule - applies to each string */
function setProblems(value: unknown, textRule: TextRule | undefined): string[] {
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string" || each === unknown)) {
    return ["must be a list of strings"];
  }
  return value.flatMap((each: unknown) => (typeof each === "string" ? (textRule?.(each) ?? []) : []));
}

function mapProblems(value: unknown): string[] {
  if (!isMap(value)) {
    return ["must be a map of strings"];
  }
  const isText = (each: unknown): boolean => typeof each === "string" || each === unknown;
  return Object.entries(value).flatMap(([key, each]) =>
    isText(each) ? [] : [`must have only strings as values (${key})`],
  );
}

/** What is wrong with a region id. It becomes part of a host name, so nothing else may pass. */
export function regionProblem(regionId: string): string | undefined {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(regionId) ? undefined : "must be a region id, such as cn-hangzhou";
}

/** What is wrong with a resource group id. */
export function groupProblem(resourceGroupId: string): string | undefined {
  return /^\S+$/.test(resourceGroupId)
    ? undefined
    : "must be a resource group id, such as rg-bp67acfmxazb4p****";
}

/** Why the default region can't be used. The reason names the setting that it came from. */
export function defaultRegionProblems({ regionId, regionName, regionSources }: Defaults): string[] {
  return regionId === undefined
    ? [`no region is set. Set one of: ${regionSources}`]
    : [regionProblem(regionId) ?? []].flat().map((problem) => `${regionName ?? "regionId"} ${problem}`);
}

/** The longest name of a key pair, in characters. */
export const maxNameLength = 128;

/**
 * What is wrong with the name of a key pair, or undefined. Rejects only what every version of the documentation rejects. Where they differ
 * (letters beyond English, the full stop), ECS decides.
 */
export function nameProblem(name: string): string | undefined {
  const length = Array.from(name).length;
  if (length < 2 || length > maxNameLength) {
    return `must be 2 to ${maxNameLength} characters long, not ${length}`;
  }
  if (/^https?:\/\//i.test(name)) {
    return "must not start with http:// or https://";
  }
  if (!/^\p{L}/u.test(name)) {
    return "must start with a letter";
  }
  if (!/^[\p{L}\p{M}\p{N}:_.-]+$/u.test(name)) {
    return "can contain only letters, digits and : _ -";
  }
  return undefined;
}
