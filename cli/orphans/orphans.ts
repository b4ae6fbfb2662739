/** Orphans: pairs that carry the provider's tags but are in no state, so nobody has their private keys. */
import type { DescribedKeyPair, EcsApi } from "../../provider/ecs/api";
import type { KeyPairRef } from "../../provider/ecs/keyPairRef";
import type { Operation } from "../../provider/rpc/operation";
import { instancesIfKnown } from "../../provider/keyPair/delete";
import {
  ownerTag,
  readTag,
  type Owner,
  type ResourceName,
  type StackName,
} from "../../provider/resource/owner";
import { attemptOf, ownerOf } from "../../provider/keyPair/tags";
import { NotDeleted } from "./notDeleted";

/** A live pair that carries both of our tags. */
export interface TaggedPair extends KeyPairRef {
  /** The owner, as written in the tag. */
  readonly owner: string;
  readonly attempt: string;
  readonly pair: DescribedKeyPair;
}

/** A pair in a stack's state. Values that state encrypts, or lacks, are absent. */
export interface HeldPair {
  readonly keyPairName: string;
  readonly regionId?: string;
  readonly attempt?: string;
}

/** A stack that does not count as read, because its state could not be read or is being written. */
export interface UnreadStack extends StackName {
  readonly why: "failed" | "updating";
  /** For messages. */
  readonly reason: string;
}

/** The states that a login can see, as far as they were read. */
export interface ReadStates {
  /** The stacks whose state was read while no update ran. */
  readonly stacks: readonly StackName[];
  /** Every pair in any state that was read, including those pending deletion. */
  readonly held: readonly HeldPair[];
  /** Every key-pair resource that a state names, including those of pending operations. */
  readonly owners: readonly Owner[];
  /** The stacks that exist but do not count as read. */
  readonly unread: readonly UnreadStack[];
  /** When the first state was read, in milliseconds since 1970. */
  readonly readMs: number;
}

/** A pair that no state holds. */
export interface Orphan extends Omit<TaggedPair, "pair"> {
  /** The stack that the tag names; undefined where the tag is truncated within the stack's name. */
  readonly stack: StackName | undefined;
  /** The resource that it was created for; undefined where the tag is hashed and no state names the resource. */
  readonly resource: ResourceName | undefined;
  /** ISO 8601 in UTC, exact to the minute. */
  readonly creationTime: string | undefined;
  /** The instances that it is bound to; undefined where DescribeInstances failed. */
  readonly instanceIds: readonly string[] | undefined;
}

/**
 * Lists the pairs with our tags. Each region is listed whole: the documentation does not say whether a tag filter without a value
 * matches every value. A filter that matches nothing would look like a region without orphans.
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
    operation.say(`listing the key pairs in ${regionId}`);
    const pairs = await ecs.listKeyPairs(regionId, operation);
    found.push(...pairs.flatMap((pair) => tagged({ regionId, keyPairName: pair.keyPairName }, pair) ?? []));
  }
  return found.sort((one, other) => byName.compare(one.keyPairName, other.keyPairName));
}

/** The pages of a region arrive in any order. */
const byName = new Intl.Collator("en", { numeric: true });

function tagged(ref: KeyPairRef, pair: DescribedKeyPair): TaggedPair | undefined {
  const owner = ownerOf(pair);
  const attempt = attemptOf(pair);
  return owner === undefined || attempt === undefined ? undefined : { ...ref, owner, attempt, pair };
}

/** Whether no state that was read holds the pair. */
export function isOrphan({ keyPairName, regionId, attempt }: TaggedPair, { held }: ReadStates): boolean {
  // By the attempt or, where state has none, by name and region: one orphan too few is better than one too many.
  return !held.some((each) =>
    each.attempt === undefined
      ? each.keyPairName === keyPairName && (each.regionId ?? regionId) === regionId
      : each.attempt === attempt,
  );
}

/** Collects the details of an orphan. */
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
    instanceIds: await instancesIfKnown(ecs, orphan, operation),
  };
}

/**
 * Finds the one pair with this name.
 *
 * @throws {@link NotDeleted} when there is none, several regions have one, or it does not carry our tags
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
    throw new NotDeleted(nowhere, "there is no such key pair. If it is in another region, use --region.");
  }
  if (others.length > 0) {
    const regions = found.map(({ ref }) => ref.regionId).join(" and ");
    throw new NotDeleted(
      { keyPairName, regionId: regionIds.join(", ") },
      `there is one with this name in ${regions}. Use --region to choose one.`,
    );
  }
  const ours = tagged(first.ref, first.pair);
  if (ours === undefined) {
    throw new NotDeleted(first.ref, "it does not carry this provider's tags, so its owner is unknown.");
  }
  return ours;
}
