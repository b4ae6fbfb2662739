// Reads the request parameters of the actions: one function for each form that the API uses.
import { invalidParameter, missingParameter } from "./errors";
import type { Tag } from "../cloud/state";

/** Request parameters by name. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads a parameter that must be there.
 *
 * @throws {@link ApiError} MissingParameter
 */
export function required(parameters: Parameters, name: string): string {
  const value = optional(parameters, name);
  if (value === undefined) throw missingParameter(name);
  return value;
}

/** @returns the value, or undefined where it is left out or empty. */
export function optional(parameters: Parameters, name: string): string | undefined {
  const value = parameters.get(name);
  return value === "" ? undefined : value;
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

/** What {@link integer} accepts, and what it answers for a parameter that is left out. */
export interface IntegerRange {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** @returns whether a parameter says true. */
export const isTrue = (parameters: Parameters, name: string): boolean =>
  parameters.get(name)?.toLowerCase() === "true";

/** @returns the tags of `Tag.N.Key` and `Tag.N.Value` in the order of N; a value left out is empty. */
export function tagList(parameters: Parameters): Tag[] {
  const numbers = new Set<number>();
  for (const name of parameters.keys()) {
    const match = /^Tag\.(\d{1,9})\.(?:Key|Value)$/iu.exec(name);
    if (match !== null) numbers.add(Number(match[1]));
  }
  return [...numbers]
    .sort((a, b) => a - b)
    .map((n) => ({
      key: parameters.get(`Tag.${n}.Key`) ?? parameters.get(`Tag.${n}.key`) ?? "",
      value: parameters.get(`Tag.${n}.Value`) ?? parameters.get(`Tag.${n}.value`) ?? "",
    }));
}
