// Tags, and the rules for them.
import {
  duplicateTagKey,
  malformedTagKey,
  malformedTagValue,
  newPairTagQuotaExceeded,
} from "../api/tagErrors";
import type { Readings } from "../readings";

/** A tag of a key pair or an instance. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** How many tags a key pair may have, and a call may name. */
export const maxTags = 20;

const maxValueLength = 128;
const webAddress = /https?:\/\//iu;
const reservedKey = /^(?:aliyun|acs:)/iu;
const reservedNewValue = /^acs:/iu;

/**
 * Checks that tags follow the rules.
 *
 * @throws {@link ApiError} InvalidTagKey.Malformed, InvalidTagValue.Malformed, Duplicate.TagKey
 */
export function checkTags(tags: readonly Tag[], readings: Readings): void {
  for (const { key, value } of tags) {
    const length = lengthOf(key);
    if (length === 0 || length > Number(readings.tagKeyLength)) throw malformedTagKey();
    if (reservedKey.test(key) || webAddress.test(key)) throw malformedTagKey();
    if (lengthOf(value) > maxValueLength || webAddress.test(value)) throw malformedTagValue();
  }
  if (new Set(tags.map((tag) => tag.key)).size < tags.length) throw duplicateTagKey();
}

/**
 * Checks that a new key pair's tags follow the rules, which are stricter for it.
 *
 * @throws {@link ApiError} what {@link checkTags} throws, QuotaExceed.Tags
 */
export function checkNewTags(tags: readonly Tag[], readings: Readings): readonly Tag[] {
  checkTags(tags, readings);
  if (tags.some(({ value }) => reservedNewValue.test(value))) throw malformedTagValue();
  if (tags.length > maxTags) throw newPairTagQuotaExceeded();
  return tags;
}

/** @returns the tags with the added ones, which replace those of the same key. */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[]): Tag[] {
  const values = new Map([...tags, ...added].map(({ key, value }) => [key, value]));
  return [...values].map(([key, value]) => ({ key, value }));
}

/** @returns whether the tags match all filters; a filter without a value matches any value. */
export function holdsTags(tags: readonly Tag[], wanted: readonly TagFilter[]): boolean {
  return wanted.every(({ key, value }) =>
    tags.some((tag) => tag.key === key && (value === undefined || tag.value === value)),
  );
}

/** A tag to search for. */
export interface TagFilter {
  readonly key: string;
  readonly value?: string;
}

const lengthOf = (text: string): number => Array.from(text).length;
