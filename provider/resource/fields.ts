/** The properties of a resource, each declared once: everything keyed by their names derives from this. */
import type { Properties } from "./values";

/**
 * What a property holds: a string, a flag, a map of strings, a set of strings (a list whose order and repetitions mean nothing), a
 * list of objects, a whole number within bounds, or one of the listed values.
 */
export type Kind = "text" | "flag" | "texts" | "set" | "objects" | Bounds | readonly (string | number)[];

/** The least and the greatest value of a whole number. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** One property. */
export interface Field {
  readonly kind: Kind;
  /**
   * What a change of the argument does. `kept` changes nothing in the cloud: state repeats the argument, for the steps that are given
   * only state. Unset for a property that is not an argument.
   */
  readonly change?: "replaces" | "in place" | "kept";
  /** Whether programs see it as an output. */
  readonly output?: true;
  /** Whether it is secret whatever the program says. */
  readonly secret?: true;
  /** Whether the output stays the same when the resource is changed in place. */
  readonly stable?: true;
}

/** The properties of one resource, by name. */
export type Fields = Readonly<Record<string, Field>>;

/** The names of the properties that meet a condition. */
export function namesOf(fields: Fields, isSo: (field: Field) => unknown): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (isSo(field) ? [name] : []));
}

/** The names of the inputs that a program may set. */
export function argumentNames(fields: Fields): string[] {
  return namesOf(fields, ({ change }) => change);
}

/** The names of the arguments that state repeats. */
export function keptNames(fields: Fields): string[] {
  return namesOf(fields, ({ change }) => change === "kept");
}

/** The names of a resource's secret outputs: those given as secret, and those that always are. */
export function secretNames(fields: Fields, given: Iterable<string>): ReadonlySet<string> {
  return new Set([...given, ...namesOf(fields, ({ secret }) => secret)]);
}

/** Every output, undefined, as Pulumi's classes need it: a listed property is an output before it has a value. */
export function undefinedOutputs(fields: Fields): Record<string, undefined> {
  return Object.fromEntries(namesOf(fields, ({ output }) => output).map((name) => [name, undefined]));
}

/** Splits changed properties into those that replace the resource and those that change it in place. */
export function byEffect(
  fields: Fields,
  differing: readonly string[],
): { readonly replaces: string[]; readonly updates: string[] } {
  const isReplaced = (name: string): boolean => fields[name]?.change === "replaces";
  return {
    replaces: differing.filter(isReplaced),
    updates: differing.filter((name) => !isReplaced(name)),
  };
}

/** The kept arguments that differ from what state repeats. */
export function keptChanges(fields: Fields, state: Properties, inputs: Properties): string[] {
  return keptNames(fields).filter((name) => !sameValue(state[name], inputs[name]));
}

/** Whether two values are equal; the order in a map does not matter. */
export function sameValue(one: unknown, other: unknown): boolean {
  const canonical = (value: unknown): string => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value).sort() : value;
    return JSON.stringify(entries ?? null);
  };
  return canonical(one) === canonical(other);
}
