// The rules for tags.
import { duplicateTagKey, malformedTagKey, malformedTagValue, tagQuotaExceeded } from "../api/errors";
import type { Tag } from "./state";

/** How many tags a key pair may carry. */
export const maxTags = 20;

const maxLength = 128;
const webAddress = /^https?:\/\//iu;
const reservedPrefix = /^(?:aliyun|acs:)/iu;

/**
 * Makes sure that the tags of a new key pair keep the rules.
 *
 * @throws {@link ApiError} InvalidTagKey.Malformed, InvalidTagValue.Malformed, Duplicate.TagKey, QuotaExceed.Tags
 */
export function checkNewTags(tags: readonly Tag[]): readonly Tag[] {
  for (const tag of tags) {
    if (!isTagKey(tag.key)) throw malformedTagKey();
    if (!isTagValue(tag.value) || reservedValuePrefix.test(tag.value)) throw malformedTagValue();
  }
  if (new Set(tags.map((tag) => tag.key)).size < tags.length) throw duplicateTagKey();
  if (tags.length > maxTags) throw tagQuotaExceeded();
  return tags;
}

const reservedValuePrefix = /^acs:/iu;

function isTagKey(key: string): boolean {
  return key !== "" && key.length <= maxLength && !reservedPrefix.test(key) && !webAddress.test(key);
}

function isTagValue(value: string): boolean {
  return value.length <= maxLength && !webAddress.test(value);
}
