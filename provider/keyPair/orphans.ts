/** Orphans: pairs that a killed run has left, tagged as a stack's but held by no state, so that nobody has their private key. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi, KeyPairRef } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { deleteKeyPair, instancesIfTold } from "./delete";
import { NotDeleted, OutOfTime, place, StillBound } from "./errors";
import { attemptOf, belonging, ownerOf, type StackName } from "./tags";

/** A pair as a stack's state holds it. What state keeps encrypted, or does not tell, is absent. */
export interface HeldPair {
  readonly keyPairName: string;
  readonly regionId?: string;
  readonly attempt?: string;
}

/** A stack as its export shows it. */
export interface StackRecord {
  readonly stack: StackName;
  /** Every pair in state, those pending deletion too. */
  readonly held: readonly HeldPair[];
  /** The names of the key-pair resources that the export names, pending operations included. */
  readonly resourceNames: readonly string[];
  /** When the export was made, in milliseconds since 1970. */
  readonly exportedMs: number;
}

/** A pair of the stack that no state holds. */
export interface Orphan extends KeyPairRef {
  /** The owner as the tag spells it. */
  readonly owner: string;
  /** The resource that it was made for; undefined where the tag is hashed and the export does not name it. */
  readonly resourceName: string | undefined;
  /** False where the tag is hashed so early that a stack whose name begins alike may own the pair. */
  readonly certain: boolean;
  readonly attempt: string;
  /** ISO 8601 in UTC, exact to the minute. */
  readonly creationTime: string | undefined;
  /** The instances that it is bound to; undefined where DescribeInstances does not tell. */
  readonly instanceIds: readonly string[] | undefined;
}

/**
 * Lists the orphans of a stack. The regions are listed whole: whether a tag filter without a value finds every value is
 * not documented, and a filter that finds nothing would look like a region without orphans.
 *
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export async function findOrphans(
  ecs: EcsApi,
  record: StackRecord,
  regionIds: readonly string[],
  operation: Operation,
): Promise<Orphan[]> {
  const orphans: Orphan[] = [];
  for (const regionId of regionIds) {
    operation.say(`looking through the key pairs in ${regionId}`);
    for (const pair of await ecs.listKeyPairs(regionId, operation)) {
      const reading = readPair(record, { regionId, keyPairName: pair.keyPairName }, pair);
      if (reading.kind === "orphan") {
        const instanceIds = await instancesIfTold(ecs, reading, operation);
        orphans.push({ ...orphanOf(reading), instanceIds });
      }
    }
  }
  return orphans.sort((one, other) => byName.compare(one.keyPairName, other.keyPairName));
}

/** The pages of a region come in any order. */
const byName = new Intl.Collator("en", { numeric: true });

/** ECS's times are exact to the minute, and a run that still goes on may record the pair only now. */
const settledMs = 5 * 60_000;
const minuteMs = 60_000;

/**
 * Deletes one orphan after an exact look at it, and makes sure that it is gone.
 *
 * @throws {@link NotDeleted} that says why nothing was deleted
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export async function deleteOrphan(
  ecs: EcsApi,
  record: StackRecord,
  keyPairName: string,
  regionIds: readonly string[],
  operation: Operation,
): Promise<Orphan> {
  const { ref, pair } = await lookEverywhere(ecs, keyPairName, regionIds, operation);
  const reading = readPair(record, ref, pair);
  if (reading.kind !== "orphan") {
    throw new NotDeleted(ref, whyNot(reading, record.stack));
  }
  const instanceIds = await instancesIfTold(ecs, ref, operation);
  const orphan: Orphan = { ...orphanOf(reading), instanceIds };
  refuseUnsafe(orphan, record);
  await deleteAndConfirm(ecs, orphan, pair, operation);
  return orphan;
}

/** What a living pair is to a stack. */
type Reading =
  | ({ readonly kind: "orphan" } & Omit<Orphan, "instanceIds">)
  | { readonly kind: "untagged" }
  | { readonly kind: "another's"; readonly owner: string }
  | { readonly kind: "held" };

function readPair(record: StackRecord, ref: KeyPairRef, pair: DescribedKeyPair): Reading {
  const owner = ownerOf(pair);
  const attempt = attemptOf(pair);
  if (owner === undefined || attempt === undefined) {
    return { kind: "untagged" };
  }
  const { belongs, resourceName } = belonging(owner, record.stack, record.resourceNames);
  if (belongs === "no") {
    return { kind: "another's", owner };
  }
  if (record.held.some((held) => holds(held, ref, attempt))) {
    return { kind: "held" };
  }
  const { creationTime } = pair;
  return { kind: "orphan", ...ref, owner, resourceName, certain: belongs === "yes", attempt, creationTime };
}

/** By the attempt; where state does not tell it, by what else it tells: rather one orphan too few than one too many. */
function holds(held: HeldPair, { keyPairName, regionId }: KeyPairRef, attempt: string): boolean {
  return held.attempt === undefined
    ? held.keyPairName === keyPairName && (held.regionId ?? regionId) === regionId
    : held.attempt === attempt;
}

function orphanOf({ kind, ...orphan }: Extract<Reading, { kind: "orphan" }>): Omit<Orphan, "instanceIds"> {
  return orphan;
}

function whyNot(reading: Exclude<Reading, { kind: "orphan" }>, { project, stack }: StackName): string {
  switch (reading.kind) {
    case "untagged":
      return "it does not carry this provider's tags, so that it can't be told whose it is.";
    case "another's":
      return `it belongs to ${reading.owner}, not to ${project}/${stack}.`;
    case "held":
      return `the state of ${project}/${stack} holds it. Take it out of the program and run up to delete it.`;
  }
}

async function lookEverywhere(
  ecs: EcsApi,
  keyPairName: string,
  regionIds: readonly string[],
  operation: Operation,
): Promise<{ ref: KeyPairRef; pair: DescribedKeyPair }> {
  const found: { ref: KeyPairRef; pair: DescribedKeyPair }[] = [];
  for (const regionId of regionIds) {
    const ref = { regionId, keyPairName };
    const pair = await ecs.describeKeyPair(ref, operation);
    if (pair !== undefined) {
      found.push({ ref, pair });
    }
  }
  const [first, ...others] = found;
  const ref = { keyPairName, regionId: regionIds.join(", ") };
  if (first === undefined) {
    throw new NotDeleted(ref, "there is no such key pair. If it is in another region, --region says which.");
  }
  if (others.length > 0) {
    const regions = found.map((each) => each.ref.regionId).join(" and ");
    throw new NotDeleted(ref, `there is one of this name in ${regions}: --region must say which.`);
  }
  return first;
}

function refuseUnsafe(orphan: Orphan, { stack, exportedMs }: StackRecord): void {
  const { instanceIds, creationTime, certain, owner } = orphan;
  if (!certain) {
    const text = `its owner tag ${owner} is cut and hashed, so that it may belong to a stack whose name begins like`;
    throw new NotDeleted(
      orphan,
      `${text} ${stack.project}/${stack.stack}. If it is none's, delete it in ECS by hand.`,
    );
  }
  if (instanceIds !== undefined && instanceIds.length > 0) {
    throw new NotDeleted(orphan, boundText(instanceIds.join(", ")));
  }
  const madeMs = creationTime === undefined ? NaN : Date.parse(creationTime);
  if (!(exportedMs - madeMs >= settledMs + minuteMs)) {
    const when = creationTime ?? "at a time that ECS does not tell";
    throw new NotDeleted(
      orphan,
      `it was made ${when}, less than 5 minutes before the export: an up that still runs, or ran meanwhile, may have ` +
        "recorded it. Wait until no up runs, export again, and try again.",
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
