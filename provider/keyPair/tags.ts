/** A pair's tags: the program's, the provider's own two, and the system's, which neither may touch. */
import type { DescribedKeyPair, Tag } from "../ecs/api";
import { ownerKey, ownerTag, type Owner } from "../resource/owner";

const ownPrefix = "pulumi-alicloud-keypair:";
/** The key of the tag that names the request that created a pair. */
export const attemptKey = `${ownPrefix}attempt`;
const maxLength = 128;
/** ECS allows 20 on a pair, two of which are the provider's own. */
const maxTags = 18;

/** The tags in the create request itself, so that the pair can be identified even if the response is lost. */
export function ownTags(owner: Owner, attempt: string): Tag[] {
  return [
    { key: ownerKey, value: ownerTag(owner) },
    { key: attemptKey, value: attempt },
  ];
}

/** The owner that a live pair's tag names. */
export function ownerOf(pair: DescribedKeyPair): string | undefined {
  return pair.tags.find(({ key }) => key === ownerKey)?.value;
}

/** The request that created a live pair, by its tag. */
export function attemptOf(pair: DescribedKeyPair): string | undefined {
  return pair.tags.find(({ key }) => key === attemptKey)?.value;
}

/** A live pair's tags without the provider's own and the system's. */
export function userTags(pair: DescribedKeyPair): Record<string, string> {
  const visible = pair.tags.filter(({ key }) => !key.startsWith(ownPrefix) && !isSystemKey(key));
  return Object.fromEntries(visible.map(({ key, value }) => [key, value]));
}

/** A program's tags as the API takes them. */
export function toTags(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Whether two sets of tags are equal; an unset one counts as empty. */
export function sameTags(
  one: Readonly<Record<string, string>> = {},
  other: Readonly<Record<string, string>> = {},
): boolean {
  const canonical = (tags: Readonly<Record<string, string>>): string =>
    JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  return canonical(one) === canonical(other);
}

/** What is wrong with a program's tags, by the rules that all versions of the documentation agree on. */
export function tagProblems(tags: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(tags);
  const tooMany =
    entries.length > maxTags ? [`can be at most ${maxTags}: two of ECS's 20 are the provider's own`] : [];
  return [
    ...tooMany,
    ...entries.flatMap(([key]) => keyProblem(key) ?? []),
    ...entries.flatMap(([key, value]) => (typeof value === "string" ? (valueProblem(key, value) ?? []) : [])),
  ];
}

function keyProblem(key: string): string | undefined {
  if (key.length < 1 || key.length > maxLength) {
    return `must have keys of 1 to ${maxLength} characters`;
  }
  if (isSystemKey(key) || isAddress(key)) {
    return `must not have keys that start with aliyun, acs:, http:// or https:// (${key})`;
  }
  return key.startsWith(ownPrefix) ? `must not have keys that start with ${ownPrefix} (${key})` : undefined;
}

function valueProblem(key: string, value: string): string | undefined {
  if (value.length > maxLength) {
    return `must have values of at most ${maxLength} characters (${key})`;
  }
  return /^acs:/i.test(value) || isAddress(value)
    ? `must not have values that start with acs:, http:// or https:// (${key})`
    : undefined;
}

function isSystemKey(key: string): boolean {
  return /^(aliyun|acs:)/i.test(key);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
