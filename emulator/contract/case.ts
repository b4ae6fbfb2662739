/** What a row of the emulator's contract is: a call, who makes it, what it returns, and the reading that this rests on. */
import type { AccountOptions } from "../cloud/accounts";
import type { Readings } from "../readings";

/** The name of a reading. */
export type ReadingName = keyof Readings;

/** A value that depends on how the documents are read: one for each choice. */
export interface ByReading<T> {
  readonly reading: ReadingName;
  readonly by: Readonly<Record<string, T>>;
}

/** @returns an outcome for each choice of a reading. */
export function outcomeBy<Name extends ReadingName>(
  reading: Name,
  by: Readonly<Record<Readings[Name], Outcome>>,
): ByReading<Outcome> {
  return { reading, by };
}

/** @returns a rule for each choice of a reading. */
export function ruleBy<Name extends ReadingName>(
  reading: Name,
  by: Readonly<Record<Readings[Name], Rule>>,
): ByReading<Rule> {
  return { reading, by };
}

/** Whether a value depends on a reading. */
export function isByReading<T extends object>(value: T | ByReading<T>): value is ByReading<T> {
  return "reading" in value;
}

/** What a field of a response must be: a string of a form, a number, a boolean, one value, or absent. */
export type Rule =
  | { readonly form: RegExp }
  | { readonly type: "number" | "boolean" | "absent" }
  | { readonly equals: string | number | boolean };

/** A rule for one field. Its path goes through objects and lists: `KeyPairs.KeyPair.0.KeyPairName`. */
export type Field = readonly [path: string, rule: Rule | ByReading<Rule>];

/** What a call returns. */
export interface Outcome {
  readonly status: number;
  /** Only for errors; if unset, any code of that status. */
  readonly code?: string;
  /** Only for errors, or how it begins; if unset, any message. */
  readonly message?: string | RegExp;
  readonly fields?: readonly Field[];
}

/** How a call differs from an ordinary one, which the first account makes and signs as it should. */
export interface Caller {
  readonly account?: AccountOptions;
  readonly version?: string;
  /** `GET` by default. */
  readonly method?: string;
  /** Common parameters that replace the right ones; an undefined one is left out. They are signed like all others. */
  readonly common?: Readonly<Record<string, string | undefined>>;
  /** A signature that replaces the right one. */
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** What a call needs besides key pairs of its own; all but an instance keep it from being made in a real account. */
export const needs = {
  instance: "an instance, given by --instance",
  quota: "a quota that is used up",
  signature: "a call that is not signed as it should be",
  name: "a name without the run's prefix",
  state: "instances and key pairs in certain states",
  limit: "a limit of the emulator's own",
} as const;

/** What a call needs. */
export type Need = keyof typeof needs;

/** One call and what it returns. */
export interface Case {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly expected: Outcome | ByReading<Outcome>;
  readonly caller?: Caller;
  readonly needs?: Need;
}

/** Calls that follow each other. Those after the first rest on the ones before them. */
export type Story = readonly Case[];

/** @returns a call that is refused. */
export function refused(
  action: string,
  parameters: Readonly<Record<string, string>>,
  status: number,
  code: string,
  message: string,
): Case {
  return { action, parameters, expected: { status, code, message } };
}

/** @returns a call that succeeds. */
export function accepted(
  action: string,
  parameters: Readonly<Record<string, string>>,
  ...fields: readonly Field[]
): Case {
  return { action, parameters, expected: { status: 200, fields } };
}

/** @returns the cases, of which each needs this. */
export function needing(need: Need, cases: readonly Case[]): Case[] {
  return cases.map((one) => ({ ...one, needs: need }));
}

/** @returns stories of one case each. */
export function alone(cases: readonly Case[]): Story[] {
  return cases.map((one) => [one]);
}
