/** The properties of a resource, each declared once: whatever goes by their names follows from that. */
import type { Properties } from "./values";

/** What a property holds: a text, a flag, a map of texts, or one of these values. */
export type Kind = "text" | "flag" | "texts" | readonly (string | number)[];

/** One property. */
export interface Field {
  readonly kind: Kind;
  /**
   * What a change of the argument does. `kept` changes nothing in the cloud: state repeats the argument, for the steps that are given
   * state alone. Left out for what is no argument.
   */
  readonly change?: "replaces" | "in place" | "kept";
  /** Whether programs see it as an output. */
  readonly output?: true;
  /** Whether it is a secret whatever the program says. */
  readonly secret?: true;
  /** Whether the output stays what it is when the resource is changed in place. */
  readonly stable?: true;
}

/** The properties of one resource, by name. */
export type Fields = Readonly<Record<string, Field>>;

/** The names of the properties that are so. */
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

/** The names of what is secret of a resource's outputs: what the program gave as such, and what always is. */
export function secretNames(fields: Fields, given: Iterable<string>): ReadonlySet<string> {
  return new Set([...given, ...namesOf(fields, ({ secret }) => secret)]);
}

/** Every output without a value, as Pulumi's classes want them: what is listed is an output before it has one. */
export function undefinedOutputs(fields: Fields): Record<string, undefined> {
  return Object.fromEntries(namesOf(fields, ({ output }) => output).map((name) => [name, undefined]));
}

/** Which of the differing properties replace the resource, and which change it in place. */
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

/** Which of the kept arguments differ from what state repeats of them. */
export function keptChanges(fields: Fields, state: Properties, inputs: Properties): string[] {
  return keptNames(fields).filter((name) => !sameValue(state[name], inputs[name]));
}

/** Whether two values are the same; the order in a map tells nothing. */
export function sameValue(one: unknown, other: unknown): boolean {
  const canonical = (value: unknown): string => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value).sort() : value;
    return JSON.stringify(entries ?? null);
  };
  return canonical(one) === canonical(other);
}
