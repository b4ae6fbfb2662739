/** Errors of a key pair's lifecycle beyond a rejected call. Every message says what to do. */
import type { DescribedKeyPair } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import { place } from "../resource/errors";
import type { Refusal } from "../rpc/errors";
import type { KeyPairInputs } from "./inputs";
import type { KeyPairState } from "./state";
import { isOf, isOnlyOf, resourceText, siblingIn, type Owner, type ResourceName } from "../resource/owner";
import { attemptKey, attemptOf, ownerOf } from "./tags";

/** A create that found another pair under its name. */
interface NameConflict {
  readonly inputs: KeyPairInputs;
  /** Whether state holds a pair of this resource and name, which this create replaces. */
  readonly replaces: boolean;
}

/** A pair with this name already exists and is not ours to touch. */
export class KeyPairExists extends Error {
  override readonly name = "KeyPairExists";

  constructor(ref: KeyPairRef, pair: DescribedKeyPair, conflict: NameConflict, options?: ErrorOptions) {
    const found = `key pair ${place(ref)} was not created: it already exists ${described(pair)} and was left unchanged.`;
    super(`${found}\n${remedyFor(pair, conflict)}`, options);
  }
}

/** It is unknown whether a request created a pair. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";

  /** @param attempts - the requests that may have created it; none where they sent no tags */
  constructor(action: string, ref: KeyPairRef, attempts: readonly string[], options: { cause: Error }) {
    super(
      `${action} for key pair ${place(ref)} got no response, and the cleanup failed: ${options.cause.message}\n` +
        `The pair may exist or appear later, but its private key is lost. ${cleanupAdvice(ref, attempts)}`,
      options,
    );
  }
}

const attemptsNamed = 5;

function cleanupAdvice({ keyPairName }: KeyPairRef, attempts: readonly string[]): string {
  if (attempts.length === 0) {
    return "Delete it, then run `pulumi up` again.";
  }
  const more = attempts.length > attemptsNamed ? ` or ${attempts.length - attemptsNamed} more` : "";
  const values = attempts.slice(0, attemptsNamed).join(" or ") + more;
  return (
    "To list it, run `npx pulumi-alicloud-keypair orphans`. To delete it, add " +
    `--delete ${keyPairName}, then run \`pulumi up\` again. Its tag ${attemptKey} has the value ${values}.`
  );
}

/** ECS rejected a create, possibly because of the provider's own tags. */
export class TagsRefused extends Error {
  override readonly name = "TagsRefused";

  constructor(refusal: Refusal) {
    super(
      `${refusal.message}\nIf a policy forbids the provider's own tags, set ownerTags: false to send none. A create whose ` +
        "response is lost then can't be cleaned up.",
      { cause: refusal },
    );
  }
}

/** A pair can't be adopted. */
export class NotAdoptable extends Error {
  override readonly name = "NotAdoptable";
}

/** The pair exists and its key is in hand, but a later step failed. */
export class NotFullyConfigured extends Error {
  override readonly name = "NotFullyConfigured";

  constructor(
    /** The state reached, which must be recorded. */
    readonly state: KeyPairState,
    cause: Error,
  ) {
    super(
      `key pair ${place(state)} exists, but could not be fully configured: ${cause.message}\nRun \`pulumi up\` again to finish.`,
      { cause },
    );
  }
}

/** The environment variable that makes every delete detach instances first, whatever state says. */
export const detachVariable = "PULUMI_ALICLOUD_KEYPAIR_DETACH_ON_DELETE";

/** Instances are bound to the pair. */
export class StillBound extends Error {
  override readonly name = "StillBound";

  constructor(ref: KeyPairRef, instanceIds: readonly string[] | undefined, options: { cause: Error }) {
    const bound = instanceIds?.join(", ") ?? "instances (unknown, because DescribeInstances failed)";
    super(
      `key pair ${place(ref)} was not deleted: it is bound to ${bound}.\n` +
        "To detach it, set detachOnDelete: true and run `pulumi up`. For a destroy, run `pulumi destroy` after that, or set " +
        `${detachVariable}=1 instead. You can also detach it by hand. After a detach, password login is re-enabled when the ` +
        `instance restarts.\n${options.cause.message}`,
      options,
    );
  }
}

/** The authorized key that follows the pair's key was not written on an instance. */
export class StillNeeded extends Error {
  override readonly name = "StillNeeded";

  constructor(ref: KeyPairRef, instanceIds: readonly string[]) {
    super(
      `key pair ${place(ref)} was not deleted: its key may be the only one that opens ${instanceIds.join(", ")}, because the ` +
        "authorized key could not be updated there. Fix that error and run `pulumi up` again.",
    );
  }
}

/** A pair was not changed in place. */
export class NotChanged extends Error {
  override readonly name = "NotChanged";

  constructor(ref: KeyPairRef, why: string) {
    super(`key pair ${place(ref)} was not changed: ${why}`);
  }
}

/** The credentials in use belong to a different account from the one that created the pair. */
export class OtherAccount extends Error {
  override readonly name = "OtherAccount";

  constructor(ref: KeyPairRef, creator: string, using: string) {
    super(
      `key pair ${place(ref)} was created by account ${creator}, but the credentials in use belong to account ${using}, ` +
        `which can't see it. Nothing was changed. Use credentials of account ${creator}.`,
    );
  }
}

/** Why a pair can't be compared with the one in state. */
export const incomparable = `it may not be the pair in state. Its tag ${attemptKey} is missing, and ECS returned no public key to compare.`;

/** A pair can't be compared with the one in state, so it may be someone else's. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";

  constructor(ref: KeyPairRef) {
    super(
      `key pair ${place(ref)} was not deleted: ${incomparable} If it is that pair, delete it in ECS by hand, then run the command again.`,
    );
  }
}

/** A pair to read or import does not exist. */
export class KeyPairNotFound extends Error {
  override readonly name = "KeyPairNotFound";

  constructor(ref: KeyPairRef) {
    super(`key pair ${place(ref)} does not exist. Check the id, which is NAME or REGION/NAME.`);
  }
}

function described(pair: DescribedKeyPair): string {
  const created = pair.creationTime === undefined ? "" : `created ${pair.creationTime}, `;
  const keys = pair.tags.map(({ key }) => key);
  return `(${created}${keys.length === 0 ? "no tags" : `tags: ${keys.join(", ")}`})`;
}

/** What to do, the likeliest remedy first. */
function remedyFor(pair: DescribedKeyPair, { inputs, replaces }: NameConflict): string {
  const owner = ownerOf(pair);
  const attempt = attemptOf(pair);
  const anotherName = "Choose another keyPairName, or unset it to get a generated name";
  if (owner === undefined || attempt === undefined) {
    return `${anotherName}. To take over the existing pair instead, set adopt: true. Its private key stays unknown then.`;
  }
  if (!isOf(inputs.owner, owner)) {
    if (replaces) {
      return (
        `It belongs to ${owner} (attempt ${attempt}). If this resource was renamed or moved from there, set the resource option ` +
        `deleteBeforeReplace: true, because this run tried to replace that pair. Otherwise, ${lowered(anotherName)}.`
      );
    }
    const sibling = siblingIn(inputs.owner, owner);
    return sibling === undefined
      ? `It belongs to ${owner} (attempt ${attempt}). ${anotherName}.`
      : `It belongs to the resource ${resourceText(sibling)} of this stack (attempt ${attempt}). If the program only renamed or moved ` +
          `that resource, set the resource option ${aliasTo(sibling, inputs.owner)}. Otherwise, ${lowered(anotherName)}.`;
  }
  if (replaces) {
    return (
      "It is this stack's own pair, which this run tried to replace. Set the resource option deleteBeforeReplace: true, or unset " +
      "keyPairName, and run `pulumi up` again."
    );
  }
  return isOnlyOf(inputs.owner, owner)
    ? `It carries this resource's own tag (${owner}, attempt ${attempt}). A killed run may have left it, another stack may hold it, ` +
        "or this run is replacing it.\nIf no state holds it (check with `npx pulumi-alicloud-keypair orphans`), set " +
        `recoverOrphan: "${attempt}" to delete it and create another. If this run is replacing it, set the resource option ` +
        `deleteBeforeReplace: true. Otherwise, ${lowered(anotherName)}.`
    : `It carries the tag ${owner} (attempt ${attempt}), which release 0.1.0 gave to every resource of that name, whatever its parents. ` +
        `Another resource may hold its private key. Check with \`npx pulumi-alicloud-keypair orphans\`. ${anotherName}.`;
}

/** The resource option that lets a resource take over the state of its old name. */
export function aliasTo(old: ResourceName, now: Owner): string {
  if (old.parents === now.parents) {
    return `aliases: [{ name: "${old.name}" }]`;
  }
  const parent =
    old.parents === "" ? "parent: pulumi.rootStackResource" : `parent: the old ${typeOf(old.parents)}`;
  return `aliases: [{ name: "${old.name}", ${parent} }]`;
}

function typeOf(parents: string): string {
  return parents.slice(parents.lastIndexOf("$") + 1);
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
