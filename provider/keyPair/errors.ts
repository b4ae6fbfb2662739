/** What can go wrong with a key pair's lifecycle beyond a refused call. Every message says what to do. */
import type { DescribedKeyPair, KeyPairRef } from "../ecs/api";
import type { Refusal } from "../rpc/errors";
import type { KeyPairInputs } from "./inputs";
import type { KeyPairState } from "./state";
import { isOf, isOnlyOf, resourceText, siblingIn, type Owner, type ResourceName } from "../resource/owner";
import { attemptKey, attemptOf, ownerOf } from "./tags";

/** A create that has met another pair under its name. */
interface Meeting {
  readonly inputs: KeyPairInputs;
  /** Whether state holds a pair of the same resource and name, which this create is to replace. */
  readonly replaces: boolean;
}

/** A pair of this name is there already and is not ours to touch. */
export class KeyPairExists extends Error {
  override readonly name = "KeyPairExists";

  constructor(ref: KeyPairRef, pair: DescribedKeyPair, meeting: Meeting, options?: ErrorOptions) {
    const found = `a key pair ${place(ref)} already exists ${described(pair)}; it was left as it is.`;
    super(`${found}\n${remedyFor(pair, meeting)}`, options);
  }
}

/** It can't be told whether a request made a pair. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";

  /** @param attempts - the requests that may have made it; none where they sent no tags */
  constructor(action: string, ref: KeyPairRef, attempts: readonly string[], options: { cause: Error }) {
    super(
      `${action} for ${place(ref)} got no answer, and what it left could not be cleared up: ${options.cause.message}\n` +
        `The pair may exist, or may still appear; its private key is lost then. ${howToClear(ref, attempts)}`,
      options,
    );
  }
}

const attemptsNamed = 5;

function howToClear({ keyPairName }: KeyPairRef, attempts: readonly string[]): string {
  if (attempts.length === 0) {
    return "Delete it, then run up again.";
  }
  const more = attempts.length > attemptsNamed ? ` or ${attempts.length - attemptsNamed} more` : "";
  const values = attempts.slice(0, attemptsNamed).join(" or ") + more;
  return (
    `It carries the tag ${attemptKey} with the value ${values}. npx pulumi-alicloud-keypair orphans ` +
    `lists it, and deletes it with --delete ${keyPairName}; then run up again.`
  );
}

/** A refusal that may be about the provider's own tags. */
export class TagsRefused extends Error {
  override readonly name = "TagsRefused";

  constructor(refusal: Refusal) {
    super(
      `${refusal.message}\nIf it is the provider's own tags that a policy forbids: ownerTags: false sends none; a lost answer ` +
        "can't be cleared up then.",
      { cause: refusal },
    );
  }
}

/** A pair can't be taken over. */
export class NotAdoptable extends Error {
  override readonly name = "NotAdoptable";
}

/** The pair is there and its key is in hand, but something that was to follow failed. */
export class NotFullyConfigured extends Error {
  override readonly name = "NotFullyConfigured";

  constructor(
    /** What was reached: it must go into state. */
    readonly state: KeyPairState,
    cause: Error,
  ) {
    super(
      `key pair ${place(state)} exists, but could not be fully configured: ${cause.message}\nRun \`pulumi up\` again to finish.`,
      { cause },
    );
  }
}

/** The environment variable that has deletes detach, whatever state says. */
export const detachVariable = "PULUMI_ALICLOUD_KEYPAIR_DETACH_ON_DELETE";

/** Instances are bound to the pair. */
export class StillBound extends Error {
  override readonly name = "StillBound";

  constructor(ref: KeyPairRef, instanceIds: readonly string[] | undefined, options: { cause: Error }) {
    const bound =
      instanceIds === undefined
        ? "instances (which, DescribeInstances did not tell)"
        : instanceIds.join(", ");
    super(
      `key pair ${place(ref)} was not deleted: ${bound} use it.\n` +
        "Set detachOnDelete: true and run `pulumi up`; for a destroy, then run `pulumi destroy`, or set " +
        `${detachVariable}=1 for it instead. Or detach the pair by hand. After a detach and a restart, password login is re-enabled ` +
        `on an instance.\n${options.cause.message}`,
      options,
    );
  }
}

/** A pair was to be changed in place and is left as it is. */
export class NotChanged extends Error {
  override readonly name = "NotChanged";

  constructor(ref: KeyPairRef, why: string) {
    super(`key pair ${place(ref)} was not changed: ${why}`);
  }
}

/** The operation's time is over. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";

  constructor(what: string, timeoutMs: number, last: Error) {
    super(`${what} did not succeed within ${duration(timeoutMs)} (customTimeouts): ${last.message}`, {
      cause: last,
    });
  }
}

/** The credentials in use belong to another account than the one that made the pair. */
export class OtherAccount extends Error {
  override readonly name = "OtherAccount";

  constructor(ref: KeyPairRef, madeBy: string, using: string) {
    super(
      `key pair ${place(ref)} was made by account ${madeBy}, but the credentials in use are of account ${using}, ` +
        `which does not see it. Nothing was changed: use credentials of account ${madeBy}.`,
    );
  }
}

/** A pair can't be compared with the one in state, so that it may be another's. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";

  constructor(ref: KeyPairRef) {
    super(
      `key pair ${place(ref)} was not deleted: it no longer carries the tag that names the request that made it, and ` +
        "ECS shows no public key to compare. If it is the right one, delete it in ECS by hand, then run destroy again.",
    );
  }
}

/** A pair that is to be read or imported is not there. */
export class KeyPairNotFound extends Error {
  override readonly name = "KeyPairNotFound";

  constructor(ref: KeyPairRef) {
    super(`there is no key pair ${place(ref)}. The id to read or import a pair by is NAME or REGION/NAME.`);
  }
}

/** A pair's name and region, as messages write them. */
export function place({ keyPairName, regionId }: KeyPairRef): string {
  return `"${keyPairName}" in ${regionId}`;
}

/** A time span as Pulumi writes it. */
function duration(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}

function described(pair: DescribedKeyPair): string {
  const since = pair.creationTime === undefined ? "" : `since ${pair.creationTime}, `;
  const keys = pair.tags.map(({ key }) => key);
  return `(${since}${keys.length === 0 ? "without tags" : `tags: ${keys.join(", ")}`})`;
}

/** What to do, the likeliest remedy first. */
function remedyFor(pair: DescribedKeyPair, { inputs, replaces }: Meeting): string {
  const owner = ownerOf(pair);
  const attempt = attemptOf(pair);
  const anotherName = "Choose another keyPairName, or leave keyPairName out to have one made";
  if (owner === undefined || attempt === undefined) {
    return `${anotherName}, or take this pair over with adopt: true (its private key stays unknown then).`;
  }
  if (!isOf(inputs.owner, owner)) {
    if (replaces) {
      return (
        `It belongs to ${owner} (attempt ${attempt}). If this resource was renamed or moved from there, it is the pair that this run was ` +
        `to replace: set the resource option deleteBeforeReplace: true. Otherwise: ${lowered(anotherName)}.`
      );
    }
    const sibling = siblingIn(inputs.owner, owner);
    return sibling === undefined
      ? `It belongs to ${owner} (attempt ${attempt}). ${anotherName}.`
      : `It belongs to the resource ${resourceText(sibling)} of this stack (attempt ${attempt}). If the program only renamed or moved ` +
          `that resource, set the resource option ${aliasTo(sibling, inputs.owner)}. Otherwise: ${lowered(anotherName)}.`;
  }
  if (replaces) {
    return (
      "It is the pair that this stack holds and that this run was to replace. Set the resource option deleteBeforeReplace: true, or leave " +
      "keyPairName out, and run `pulumi up` again."
    );
  }
  return isOnlyOf(inputs.owner, owner)
    ? `It carries this resource's own tag (${owner}), made by attempt ${attempt}: a run that was killed may have left it, or ` +
        "another stack holds it, or it is the one that this run is to replace.\n" +
        `If no state holds it (npx pulumi-alicloud-keypair orphans tells): recoverOrphan: "${attempt}" deletes that pair and makes ` +
        `another. If it is to be replaced: set the resource option deleteBeforeReplace. Otherwise: ${lowered(anotherName)}.`
    : `It carries the tag ${owner}, which release 0.1.0 gave to every resource of that name whatever its parents (attempt ${attempt}): ` +
        `another resource may hold its private key. npx pulumi-alicloud-keypair orphans tells. ${anotherName}.`;
}

/** The resource option with which a resource takes over what state has under its old name. */
export function aliasTo(old: ResourceName, now: Owner): string {
  if (old.parents === now.parents) {
    return `aliases: [{ name: "${old.name}" }]`;
  }
  const parent =
    old.parents === "" ? "parent: pulumi.rootStackResource" : `parent: its old one, a ${typeOf(old.parents)}`;
  return `aliases: [{ name: "${old.name}", ${parent} }]`;
}

function typeOf(parents: string): string {
  return parents.slice(parents.lastIndexOf("$") + 1);
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
