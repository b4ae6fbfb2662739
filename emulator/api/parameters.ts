// Reads the actions' request parameters, with one function for each form that the API uses.
import type { Tag } from "../cloud/tags";
import type { TagFilter } from "../cloud/tags";
import { invalidParameter, missingParameter } from "./errors";

/** Request parameters by name. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads a required parameter.
 *
 * @throws {@link ApiError} MissingParameter, or the error that `missing` creates
 */
export function required(parameters: Parameters, name: string, missing = missingParameter): string {
  const value = optional(parameters, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** @returns the value, or undefined if it is missing or empty. */
export function optional(parameters: Parameters, name: string): string | undefined {
  const value = parameters.get(name);
  return value === "" ? undefined : value;
}

/** What {@link integer} accepts, and what it returns for a missing parameter. */
export interface IntegerRange {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Reads a whole number within its range.
 *
 * @throws {@link ApiError} InvalidParameter
 */
export function integer(parameters: Parameters, name: string, range: IntegerRange): number {
  const text = optional(parameters, name);
  if (text === undefined) return range.default;
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= range.min && value <= range.max)) throw invalidParameter(name);
  return value;
}

/** @returns whether a parameter is true. */
export const isTrue = (parameters: Parameters, name: string): boolean =>
  parameters.get(name)?.toLowerCase() === "true";

/** A list with single quotes, as the documents' own examples send it. */
const singleQuotedList = /^\s*\[\s*'[^'"\\]*'(?:\s*,\s*'[^'"\\]*')*\s*\]\s*$/u;

/**
 * Reads a JSON array of strings, with double or with single quotes.
 *
 * @throws the error that `invalid` creates, for anything else and for an empty array
 */
export function jsonList(text: string, invalid: (options?: ErrorOptions) => Error): string[] {
  let list: unknown;
  try {
    list = JSON.parse(singleQuotedList.test(text) ? text.replaceAll("'", '"') : text);
  } catch (cause) {
    throw invalid({ cause });
  }
  if (!isTexts(list) || list.length === 0) throw invalid();
  return [...new Set(list)];
}

/** @returns the values of `NAME.1`, `NAME.2` and so on, in that order. */
export function numberedList(parameters: Parameters, name: string): string[] {
  return numbersOf(parameters, name, "").map((n) => parameters.get(`${name}.${n}`) ?? "");
}

/** @returns the tags of `Tag.N.Key` and `Tag.N.Value` in the order of N; a missing part is empty. */
export function tagList(parameters: Parameters): Tag[] {
  return tagFilters(parameters).map(({ key, value = "" }) => ({ key, value }));
}

/** @returns the same for a search, where a missing value matches any. */
export function tagFilters(parameters: Parameters): TagFilter[] {
  const numbers = new Set([
    ...numbersOf(parameters, "Tag", ".Key"),
    ...numbersOf(parameters, "Tag", ".Value"),
  ]);
  return [...numbers]
    .sort((a, b) => a - b)
    .map((n) => {
      const key = parameters.get(`Tag.${n}.Key`) ?? "";
      const value = parameters.get(`Tag.${n}.Value`);
      return value === undefined ? { key } : { key, value };
    });
}

function numbersOf(parameters: Parameters, name: string, ending: string): number[] {
  return [...parameters.keys()]
    .filter((key) => key.startsWith(`${name}.`) && key.endsWith(ending))
    .map((key) => key.slice(name.length + 1, key.length - ending.length))
    .filter((number) => /^[1-9]\d{0,3}$/u.test(number))
    .map(Number)
    .sort((a, b) => a - b);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string" && text !== "");
}
