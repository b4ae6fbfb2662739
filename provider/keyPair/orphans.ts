/** Orphans: pairs with tags of ours that no state holds, so that nobody has their private keys. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi, KeyPairRef } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { deleteKeyPair, instancesIfTold } from "./delete";
import { NotDeleted, OutOfTime, place, StillBound } from "./errors";
import { isOfStack, ownerOf, ownerTag, readTag, sameStack, stackText } from "./owner";
import type { Owner, ResourceName, StackName } from "./owner";
import { attemptOf } from "./tags";

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
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
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

/** Whether the stack that a tag names is among these; where the tag was cut too early, it is none's for certain. */
export function isOfStacks(tag: string, stacks: readonly StackName[]): boolean {
  return stacks.some((stack) => isOfStack(stack, tag) === "yes");
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

/** ECS's times are exact to the minute, and a run that still goes on may record the pair only now. */
const settledMs = 5 * 60_000;
const minuteMs = 60_000;

/**
 * Deletes an orphan, and makes sure that it is gone.
 *
 * @param named - a stack that the person names as the pair's, whether it was read or not
 * @throws {@link NotDeleted} that says why nothing was deleted
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export async function deleteOrphan(
  ecs: EcsApi,
  candidate: TaggedPair,
  states: ReadStates,
  named: StackName | undefined,
  operation: Operation,
): Promise<Orphan> {
  refuseHeld(candidate, states);
  refuseUnread(candidate, states, named);
  const orphan = await describeOrphan(ecs, candidate, states, operation);
  refuseUnsafe(orphan, states);
  await deleteAndConfirm(ecs, orphan, candidate.pair, operation);
  return orphan;
}

function refuseHeld(candidate: TaggedPair, states: ReadStates): void {
  if (!isOrphan(candidate, states)) {
    throw new NotDeleted(
      candidate,
      `a state holds it, though not necessarily that of ${candidate.owner}. Take it out of its program and run up to delete it.`,
    );
  }
}

function refuseUnread(
  candidate: TaggedPair,
  { stacks, unread }: ReadStates,
  named: StackName | undefined,
): void {
  const { owner } = candidate;
  const { stack } = readTag(owner);
  const inTheWay = unread.find((each) => each.why === "failed" || (stack && sameStack(each, stack)));
  if (inTheWay !== undefined) {
    throw new NotDeleted(
      candidate,
      `the state of ${stackText(inTheWay)} was not read, and may hold it: ${inTheWay.reason}`,
    );
  }
  if (stack === undefined) {
    throw new NotDeleted(
      candidate,
      `its owner tag ${owner} is cut and hashed before the stack's name ends, so that it can't be told whose it is. If it is none's, ` +
        "delete it in ECS by hand.",
    );
  }
  if (named === undefined ? !isOfStacks(owner, stacks) : !sameStack(stack, named)) {
    throw new NotDeleted(
      candidate,
      named === undefined
        ? `it belongs to ${owner}, and the state of ${stackText(stack)} was not read. Log in where that stack is; if it is gone for good, ` +
            `add --owner ${stackText(stack)}.`
        : `it belongs to ${owner}, not to ${stackText(named)}.`,
    );
  }
}

function refuseUnsafe(orphan: Orphan, { readMs }: ReadStates): void {
  const { instanceIds, creationTime } = orphan;
  if (instanceIds !== undefined && instanceIds.length > 0) {
    throw new NotDeleted(orphan, boundText(instanceIds.join(", ")));
  }
  const madeMs = creationTime === undefined ? NaN : Date.parse(creationTime);
  if (!(readMs - madeMs >= settledMs + minuteMs)) {
    const when = creationTime ?? "at a time that ECS does not tell";
    throw new NotDeleted(
      orphan,
      `it was made ${when}, less than 5 minutes before the states were read: an up that still runs, or ran meanwhile, may have ` +
        "recorded it. Wait until no up runs, and try again.",
    );
  }
}

function boundText(instances: string): string {
  return `it is bound to ${instances}. Detach it there first; after a detach and a restart an instance lets passwords in again.`;
}

async function deleteAndConfirm(
  ecs: EcsApi,
  orphan: Orphan,
  pair: DescribedKeyPair,
  operation: Operation,
): Promise<void> {
  const { keyPairName, regionId, attempt } = orphan;
  const fingerPrint = pair.keyPairFingerPrint ?? "";
  const state = { keyPairName, regionId, attempt, fingerPrint };
  try {
    await deleteKeyPair(ecs, state, { detachOnDelete: false }, operation);
  } catch (error) {
    if (error instanceof StillBound) {
      throw new NotDeleted(orphan, boundText("instances"), { cause: error });
    }
    if (error instanceof OutOfTime && error.cause instanceof Error) {
      const what = `whether key pair ${place(orphan)} was deleted can't be told`;
      throw new Error(`${what}: ${error.cause.message}. Run the command again.`, { cause: error });
    }
    throw error;
  }
  await assertGone(ecs, orphan, operation);
}

const goneLooks = 3;
const goneWaitMs = 1_000;

async function assertGone(ecs: EcsApi, orphan: Orphan, operation: Operation): Promise<void> {
  for (let looks = 1; looks <= goneLooks; looks += 1) {
    const pair = await ecs.describeKeyPair(orphan, operation);
    if (pair === undefined || attemptOf(pair) !== orphan.attempt) {
      return;
    }
    await setTimeout(goneWaitMs);
  }
  throw new Error(
    `ECS took the request to delete key pair ${place(orphan)}, but still shows it: look again later.`,
  );
}
