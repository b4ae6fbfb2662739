/** The owner of something in ECS: the resource that its tag names. Only this file reads and writes owners. */
import { createHash } from "node:crypto";

/** The key of the tag that names an owner. */
export const ownerKey = "pulumi-alicloud-keypair:owner";

/** A stack: the first part of an owner tag. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

/** A resource within its stack. Its own type is not part of this, because it differs between the hosts. */
export interface ResourceName {
  /** The types of its parents, joined by `$` as in a URN; empty for a resource directly below the stack. */
  readonly parents: string;
  readonly name: string;
}

/** The resource that something in ECS belongs to. */
export interface Owner extends StackName, ResourceName {}

/** A stack, as written in messages and tags. */
export function stackText({ project, stack }: StackName): string {
  return `${project}/${stack}`;
}

/** A resource, as written in messages and tags: `NAME`, or `PARENTS::NAME`. No type contains two colons in a row. */
export function resourceText({ parents, name }: ResourceName): string {
  return parents === "" && !name.includes("::") ? name : `${parents}::${name}`;
}

/** Reads an owner from one line, `PROJECT/STACK/RESOURCE`, as the SDK's classes pass it and state records it. */
export function readOwner(value: unknown): Owner {
  const [project = "", stack = "", ...rest] = typeof value === "string" ? value.split("/") : [];
  return { project, stack, ...readResource(rest.join("/")) };
}

function readResource(text: string): ResourceName {
  const colons = text.indexOf("::");
  return colons === -1
    ? { parents: "", name: text }
    : { parents: text.slice(0, colons), name: text.slice(colons + 2) };
}

/** The owner, as written in its tag: readable, and hashed only where it is too long for a tag. */
export function ownerTag(owner: Owner): string {
  return shortened(`${stackText(owner)}/${encoded(resourceText(owner))}`);
}

/** The tag of release 0.1.0, which resources of one name under different parents share. */
function olderTag(owner: Owner): string {
  return shortened(olderText(owner));
}

function olderText(owner: Owner): string {
  return `${stackText(owner)}/${owner.name}`;
}

const maxLength = 128;
const hashLength = 32;
const readableLength = maxLength - hashLength - 1;

function shortened(text: string): string {
  if (text.length <= maxLength) {
    return text;
  }
  const hash = createHash("sha256").update(text).digest("hex").slice(0, hashLength);
  return `${text.slice(0, readableLength)}#${hash}`;
}

/** ECS rejects addresses in tag values. A resource's name may contain one, and control characters too. */
function encoded(text: string): string {
  // eslint-disable-next-line no-control-regex -- a tag must not contain them
  return text.replace(/%|https?:\/\/|[\u0000-\u001f\u007f]/gi, encodeURIComponent);
}

function decoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/**
 * The owner, as state records it once its tag is written. The two colons, which release 0.1.0 did not record, tell a resource that
 * was given a parent (a new owner) from one that release 0.1.0 tagged below a parent (the same owner).
 */
export function ownerOnRecord(owner: Owner): string {
  return `${stackText(owner)}/${owner.parents}::${owner.name}`;
}

/** Whether a tag, or what state has on record, is this owner's, as written now or by release 0.1.0. */
export function isOf(owner: Owner, tagOrRecord: string): boolean {
  return [ownerOnRecord(owner), ownerTag(owner), olderTag(owner), olderText(owner)].includes(tagOrRecord);
}

/** Whether a live pair's tag matches the owner that state has on record. */
export function isTagOf(record: string, tag: string): boolean {
  return tag === shortened(record) || tag === ownerTag(readOwner(record));
}

/** Whether a tag can belong only to this owner. */
export function isOnlyOf(owner: Owner, tag: string): boolean {
  return tag === ownerTag(owner);
}

/** What a tag says. */
export interface TagReading {
  /** Undefined where the tag is truncated within the stack's name. */
  readonly stack: StackName | undefined;
  /** Undefined where the tag is hashed. */
  readonly resource: ResourceName | undefined;
}

/** Reads a tag. */
export function readTag(tag: string): TagReading {
  const isHashed = tag.length === maxLength && /#[0-9a-f]{32}$/.test(tag);
  const [project, stack, ...rest] = (isHashed ? tag.slice(0, readableLength) : tag).split("/");
  if (project === undefined || stack === undefined || rest.length === 0) {
    return { stack: undefined, resource: undefined };
  }
  const resource = isHashed ? undefined : readResource(decoded(rest.join("/")));
  return { stack: { project, stack }, resource };
}

/** Whether a tag is of a stack; `perhaps` where it is truncated within the name, and another stack's may start the same. */
export function isOfStack(stack: StackName, tag: string): "yes" | "perhaps" | "no" {
  const { stack: named } = readTag(tag);
  if (named !== undefined) {
    return sameStack(named, stack) ? "yes" : "no";
  }
  const start = `${stackText(stack)}/`;
  return tag.length === maxLength && start.startsWith(tag.slice(0, readableLength)) ? "perhaps" : "no";
}

/** Whether two names denote the same stack. */
export function sameStack(one: StackName, other: StackName): boolean {
  return one.project === other.project && one.stack === other.stack;
}

/** The other resource in the owner's stack that a tag names; undefined where the tag is hashed, or of another stack. */
export function siblingIn(owner: Owner, tag: string): ResourceName | undefined {
  const { stack, resource } = readTag(tag);
  return stack !== undefined && sameStack(stack, owner) ? resource : undefined;
}
