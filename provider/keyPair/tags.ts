/** A pair's tags: the program's, the provider's own two, and those that are neither's to touch. */
import { createHash } from "node:crypto";
import type { DescribedKeyPair, Tag } from "../ecs/api";
import { ownerText, type Owner } from "./inputs";

const ownPrefix = "pulumi-alicloud-keypair:";
/** The key of the tag that names the resource which a pair was made for. */
export const ownerKey = `${ownPrefix}owner`;
/** The key of the tag that names the request which made a pair. */
export const attemptKey = `${ownPrefix}attempt`;
const maxLength = 128;
const hashLength = 32;
const readableLength = maxLength - hashLength - 1;
/** ECS keeps 20 on a pair, two of which are the provider's own. */
const maxTags = 18;

/** The tags that go with a create's own request, so that even a lost answer leaves a pair that tells whose it is. */
export function ownTags(owner: Owner, attempt: string): Tag[] {
  return [
    { key: ownerKey, value: ownerTag(owner) },
    { key: attemptKey, value: attempt },
  ];
}

/** The owner as the tag spells it: readable, hashed only where it would be too long for a tag. */
export function ownerTag(owner: Owner): string {
  const text = ownerText(owner);
  if (text.length <= maxLength) {
    return text;
  }
  const hash = createHash("sha256").update(text).digest("hex").slice(0, hashLength);
  return `${text.slice(0, readableLength)}#${hash}`;
}

/** A stack, as owner tags begin with it. */
export type StackName = Pick<Owner, "project" | "stack">;

/** Whether a pair is a stack's, going by its owner tag. */
export interface Belonging {
  /** Perhaps: the tag was cut within the stack's own name, and another stack's name may begin alike. */
  readonly belongs: "yes" | "perhaps" | "no";
  /** Undefined where the tag is hashed and it is none of the names that are known. */
  readonly resourceName: string | undefined;
}

/** Reads an owner tag; the stack's known resource names tell what a hash stands for. */
export function belonging(tag: string, stack: StackName, resourceNames: readonly string[]): Belonging {
  const known = resourceNames.find((name) => ownerTag({ ...stack, name }) === tag);
  if (known !== undefined) {
    return { belongs: "yes", resourceName: known };
  }
  const start = ownerText({ ...stack, name: "" });
  const isHashed = tag.length === maxLength && /#[0-9a-f]{32}$/.test(tag);
  if (tag.startsWith(start)) {
    return { belongs: "yes", resourceName: isHashed ? undefined : tag.slice(start.length) };
  }
  const beginsAlike = isHashed && start.startsWith(tag.slice(0, readableLength));
  return { belongs: beginsAlike ? "perhaps" : "no", resourceName: undefined };
}

/** The resource that an owner tag names, where it is of the same stack; undefined too where the tag is hashed. */
export function resourceIn(tag: string, stack: StackName): string | undefined {
  return belonging(tag, stack, []).resourceName;
}

/** Who a live pair says it belongs to. */
export function ownerOf(pair: DescribedKeyPair): string | undefined {
  return valueOf(pair, ownerKey);
}

/** Which request made a live pair. */
export function attemptOf(pair: DescribedKeyPair): string | undefined {
  return valueOf(pair, attemptKey);
}

function valueOf(pair: DescribedKeyPair, key: string): string | undefined {
  return pair.tags.find((tag) => tag.key === key)?.value;
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

/** Whether two sets of tags are the same; an absent set is an empty one. */
export function sameTags(
  one: Readonly<Record<string, string>> = {},
  other: Readonly<Record<string, string>> = {},
): boolean {
  const canonical = (tags: Readonly<Record<string, string>>): string =>
    JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  return canonical(one) === canonical(other);
}

/** What is wrong with a program's tags, by the rules that every version of the documents agrees on. */
export function tagProblems(tags: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(tags);
  const tooMany =
    entries.length > maxTags ? [`may be at most ${maxTags}: two of ECS's 20 are the provider's own`] : [];
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
