/** What can go wrong with a key pair's lifecycle beyond a refused call. Every message says what to do. */
import { ownerText, type Owner } from "./inputs";
import { attemptOf, ownerOf } from "./tags";
import type { DescribedKeyPair, KeyPairRef } from "../ecs/api";

/** A pair of this name is there already and is not ours to touch. */
export class KeyPairExists extends Error {
  override readonly name = "KeyPairExists";

  constructor(ref: KeyPairRef, pair: DescribedKeyPair, owner: Owner, options?: ErrorOptions) {
    super(
      `a key pair ${place(ref)} already exists ${described(pair)}; it was left as it is.\n` +
        (ownerOf(pair) === undefined ? "" : `${whose(pair, owner)}\n`) +
        "Choose another keyPairName, or leave keyPairName out to have one made.",
      options,
    );
  }
}

/** It can't be told whether a request made a pair. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";

  constructor(ref: KeyPairRef, attempts: Iterable<string>, options: { cause: Error }) {
    super(
      `CreateKeyPair for ${place(ref)} got no answer, and looking whether it took effect failed: ` +
        `${options.cause.message}\n` +
        "The pair may exist, or may still appear; its private key is lost then. It carries the tag " +
        `pulumi-alicloud-keypair:attempt with the value ${[...attempts].join(" or ")}: delete it, then run up again.`,
      options,
    );
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

/** A pair that `KeyPair.get` asks for is not there. */
export class KeyPairNotFound extends Error {
  override readonly name = "KeyPairNotFound";

  constructor(ref: KeyPairRef) {
    super(`there is no key pair ${place(ref)}. KeyPair.get takes NAME or REGION/NAME.`);
  }
}

/** A pair's name and region, as messages write them. */
export function place({ keyPairName, regionId }: KeyPairRef): string {
  return `"${keyPairName}" in ${regionId}`;
}

/** A time span as Pulumi writes it. */
export function duration(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}

function described(pair: DescribedKeyPair): string {
  const since = pair.creationTime === undefined ? "" : `since ${pair.creationTime}, `;
  const keys = pair.tags.map(({ key }) => key);
  return `(${since}${keys.length === 0 ? "without tags" : `tags: ${keys.join(", ")}`})`;
}

function whose(pair: DescribedKeyPair, owner: Owner): string {
  const attempt = attemptOf(pair) ?? "unknown";
  return ownerOf(pair) === ownerText(owner)
    ? `It carries this resource's own tag (${ownerText(owner)}), made by attempt ${attempt}: a run that was killed may have ` +
        "left it, but a stack of the same name on another backend may own it, or it is the one that this run is to replace. " +
        "If nobody holds its private key, delete it in ECS; if it is to be replaced, set deleteBeforeReplace."
    : `It belongs to ${ownerOf(pair) ?? "nobody"} (attempt ${attempt}).`;
}
