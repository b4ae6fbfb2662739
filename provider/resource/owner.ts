/** The owner of what ECS keeps: the resource that it is for, as a tag on it says. Whose something is, is read and written here alone. */
import { createHash } from "node:crypto";

/** The key of the tag that names an owner. */
export const ownerKey = "pulumi-alicloud-keypair:owner";

/** A stack, as owner tags begin with it. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

/** A resource within its stack. Its own type is no part of it, for that one differs between the hosts. */
export interface ResourceName {
  /** The types of its parents, joined by `$` as in a URN; empty for a resource of the stack itself. */
  readonly parents: string;
  readonly name: string;
}

/** The resource that something in ECS is for. */
export interface Owner extends StackName, ResourceName {}

/** A stack as messages and tags write it. */
export function stackText({ project, stack }: StackName): string {
  return `${project}/${stack}`;
}

/** A resource as messages and tags write it: `NAME`, or `PARENTS::NAME`. No type holds two colons. */
export function resourceText({ parents, name }: ResourceName): string {
  return parents === "" && !name.includes("::") ? name : `${parents}::${name}`;
}

/** An owner in one line: it is kept in state twice, where every byte counts. */
export function ownerText(owner: Owner): string {
  return `${stackText(owner)}/${resourceText(owner)}`;
}

/** Reads an owner's line. */
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

/** The owner as its tag spells it: readable, and hashed only where it would be too long for a tag. */
export function ownerTag(owner: Owner): string {
  return shortened(`${stackText(owner)}/${encoded(resourceText(owner))}`);
}

/** As release 0.1.0 spelt it, which resources of one name under different parents share. */
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

/** ECS takes no address as a tag's value; a resource's name may hold one, and control characters too. */
function encoded(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what must not stand in a tag
  return text.replace(/%|https?:\/\/|[\u0000-\u001f\u007f]/gi, encodeURIComponent);
}

function decoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/**
 * The owner as state keeps it once its tag is written. It always has the two colons, unlike what release 0.1.0 kept:
 * a resource that is given a parent has another owner, and one that release 0.1.0 tagged below a parent has not.
 */
export function ownerOnRecord(owner: Owner): string {
  return `${stackText(owner)}/${owner.parents}::${owner.name}`;
}

/** Whether a tag, or what state has on record, is this owner's: as it is written now, or as release 0.1.0 wrote it. */
export function isOf(owner: Owner, tagOrRecord: string): boolean {
  return [ownerOnRecord(owner), ownerTag(owner), olderTag(owner), olderText(owner)].includes(tagOrRecord);
}

/** Whether a living pair's tag is the one that state has on record. */
export function isTagOf(record: string, tag: string): boolean {
  return tag === shortened(record) || tag === ownerTag(readOwner(record));
}

/** Whether a tag is this owner's and can be no other resource's. */
export function isOnlyOf(owner: Owner, tag: string): boolean {
  return tag === ownerTag(owner);
}

/** What a tag tells. */
export interface TagReading {
  /** Undefined where the tag was cut before the stack's name ended. */
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

/** Whether a tag is of a stack; perhaps, where the tag was cut within the stack's name, and another's may begin alike. */
export function isOfStack(stack: StackName, tag: string): "yes" | "perhaps" | "no" {
  const { stack: named } = readTag(tag);
  if (named !== undefined) {
    return sameStack(named, stack) ? "yes" : "no";
  }
  const start = `${stackText(stack)}/`;
  return tag.length === maxLength && start.startsWith(tag.slice(0, readableLength)) ? "perhaps" : "no";
}

/** Whether two names are one stack's. */
export function sameStack(one: StackName, other: StackName): boolean {
  return one.project === other.project && one.stack === other.stack;
}

/** The other resource of the owner's stack that a tag names; undefined where it is hashed, or of another stack. */
export function siblingIn(owner: Owner, tag: string): ResourceName | undefined {
  const { stack, resource } = readTag(tag);
  return stack !== undefined && sameStack(stack, owner) ? resource : undefined;
}
