/** Orphans: pairs that carry the provider's tags but are in no state, so nobody has their private keys. */
import type { DescribedKeyPair, EcsApi, KeyPairRef } from "../../provider/ecs/api";
import type { Operation } from "../../provider/rpc/operation";
import { instancesIfTold } from "../../provider/keyPair/delete";
import {
  ownerTag,
  readTag,
  type Owner,
  type ResourceName,
  type StackName,
} from "../../provider/resource/owner";
import { attemptOf, ownerOf } from "../../provider/keyPair/tags";
import { NotDeleted } from "./notDeleted";

/** A living pair that carries both tags of ours. */
export interface TaggedPair extends KeyPairRef {
  /** The owner as the tag spells it. */
  readonly owner: string;
  readonly attempt: string;
  readonly pair: DescribedKeyPair;
}

/** A pair as a stack's state holds it. What state keeps encrypted, or does not tell, is absent. */
export interface HeldPair {
  readonly keyPairName: string;
  readonly regionId?: string;
  readonly attempt?: string;
}

/** A stack that does not count as read, because its state could not be read or is being written. */
export interface UnreadStack extends StackName {
  readonly why: "failed" | "updating";
  /** For a message. */
  readonly reason: string;
}

/** What was read of the states that a login can see. */
export interface ReadStates {
  /** The stacks whose state was read while no update ran. */
  readonly stacks: readonly StackName[];
  /** Every pair in any state that was read, those pending deletion too. */
  readonly held: readonly HeldPair[];
  /** Every key-pair resource that a state names, in pending operations too. */
  readonly owners: readonly Owner[];
  /** The stacks that are there but do not count as read. */
  readonly unread: readonly UnreadStack[];
  /** When the first of them was read, in milliseconds since 1970. */
  readonly readMs: number;
}

/** A pair that no state holds. */
export interface Orphan extends Omit<TaggedPair, "pair"> {
  /** The stack that the tag names; undefined where the tag was cut before the stack's name ended. */
  readonly stack: StackName | undefined;
  /** The resource that it was made for; undefined where the tag is hashed and no state names it. */
  readonly resource: ResourceName | undefined;
  /** ISO 8601 in UTC, exact to the minute. */
  readonly creationTime: string | undefined;
  /** The instances that it is bound to; undefined where DescribeInstances does not tell. */
  readonly instanceIds: readonly string[] | undefined;
}

/**
 * Lists the pairs with tags of ours. The regions are listed whole: whether a tag filter without a value finds every value is
 * not documented, and a filter that finds nothing would look like a region without orphans.
 *
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export async function findTagged(
  ecs: EcsApi,
  regionIds: readonly string[],
  operation: Operation,
): Promise<TaggedPair[]> {
  const found: TaggedPair[] = [];
  for (const regionId of regionIds) {
    operation.say(`looking through the key pairs in ${regionId}`);
    const pairs = await ecs.listKeyPairs(regionId, operation);
    found.push(...pairs.flatMap((pair) => tagged({ regionId, keyPairName: pair.keyPairName }, pair) ?? []));
  }
  return found.sort((one, other) => byName.compare(one.keyPairName, other.keyPairName));
}

/** The pages of a region come in any order. */
const byName = new Intl.Collator("en", { numeric: true });

function tagged(ref: KeyPairRef, pair: DescribedKeyPair): TaggedPair | undefined {
  const owner = ownerOf(pair);
  const attempt = attemptOf(pair);
  return owner === undefined || attempt === undefined ? undefined : { ...ref, owner, attempt, pair };
}

/** Whether no state that was read holds the pair. */
export function isOrphan({ keyPairName, regionId, attempt }: TaggedPair, { held }: ReadStates): boolean {
  // By the attempt; where state does not tell it, by what else it tells: rather one orphan too few than one too many.
  return !held.some((each) =>
    each.attempt === undefined
      ? each.keyPairName === keyPairName && (each.regionId ?? regionId) === regionId
      : each.attempt === attempt,
  );
}

/** What is to be known of an orphan. */
export async function describeOrphan(
  ecs: EcsApi,
  { pair, ...orphan }: TaggedPair,
  { owners }: ReadStates,
  operation: Operation,
): Promise<Orphan> {
  const known = owners.find((owner) => ownerTag(owner) === orphan.owner);
  const { stack, resource } = readTag(orphan.owner);
  return {
    ...orphan,
    stack: known ?? stack,
    resource: known ?? resource,
    creationTime: pair.creationTime,
    instanceIds: await instancesIfTold(ecs, orphan, operation),
  };
}

/**
 * Finds the one pair of this name.
 *
 * @throws {@link NotDeleted} where there is none, or one in each of several regions, or it does not carry our tags
 */
export async function findByName(
  ecs: EcsApi,
  keyPairName: string,
  regionIds: readonly string[],
  operation: Operation,
): Promise<TaggedPair> {
  const found: { ref: KeyPairRef; pair: DescribedKeyPair }[] = [];
  for (const regionId of regionIds) {
    const ref = { regionId, keyPairName };
    const pair = await ecs.describeKeyPair(ref, operation);
    if (pair !== undefined) {
      found.push({ ref, pair });
    }
  }
  const [first, ...others] = found;
  if (first === undefined) {
    const nowhere = { keyPairName, regionId: regionIds.join(", ") };
    throw new NotDeleted(
      nowhere,
      "there is no such key pair. If it is in another region, --region says which.",
    );
  }
  if (others.length > 0) {
    const regions = found.map(({ ref }) => ref.regionId).join(" and ");
    throw new NotDeleted(
      { keyPairName, regionId: regionIds.join(", ") },
      `there is one of this name in ${regions}: --region must say which.`,
    );
  }
  const ours = tagged(first.ref, first.pair);
  if (ours === undefined) {
    throw new NotDeleted(
      first.ref,
      "it does not carry this provider's tags, so that it can't be told whose it is.",
    );
  }
  return ours;
}
