// The pages of Cloud Assistant's listings: by number, or by token.
import type { ResponseFields } from "./call";
import { invalidPage, invalidPaging } from "./commandErrors";
import { pageToken, readPageToken } from "./pageToken";
import { optional, type Parameters } from "./parameters";

const defaultSize = 10;
const maxSize = 50;

/** One page of a listing. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** What the response says about it. */
  readonly fields: ResponseFields;
}

/**
 * Takes a page from a listing.
 *
 * @param idOf - gives each entry an id, at which the next page can continue
 * @throws {@link ApiError} InvalidParam.PageNumber, InvalidParam.PageSize, InvalidParameter.MaxResults, InvalidParameter.NextToken
 */
export function pageOf<T>(parameters: Parameters, all: readonly T[], idOf: (entry: T) => string): Page<T> {
  const token = optional(parameters, "NextToken");
  const byToken = token !== undefined || optional(parameters, "MaxResults") !== undefined;
  const size = byToken
    ? within(parameters, "MaxResults", defaultSize, maxSize, invalidPaging)
    : within(parameters, "PageSize", defaultSize, maxSize, invalidPage);
  const number = byToken ? 1 : within(parameters, "PageNumber", 1, 999_999_999, invalidPage);
  const start = token === undefined ? (number - 1) * size : startAfter(token, all, idOf);
  const entries = all.slice(start, start + size);
  const last = entries.at(-1);
  const more = last !== undefined && start + size < all.length;
  return {
    entries,
    fields: {
      PageNumber: number,
      PageSize: size,
      TotalCount: all.length,
      NextToken: more ? pageToken(idOf(last)) : "",
    },
  };
}

function within(
  parameters: Parameters,
  name: string,
  usual: number,
  max: number,
  invalid: (name: string) => Error,
): number {
  const text = optional(parameters, name) ?? String(usual);
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) throw invalid(name);
  return value;
}

function startAfter<T>(token: string, all: readonly T[], idOf: (entry: T) => string): number {
  const id = readPageToken(token, () => invalidPaging("NextToken"));
  const index = all.findIndex((entry) => idOf(entry) === id);
  if (index < 0) throw invalidPaging("NextToken");
  return index + 1;
}
