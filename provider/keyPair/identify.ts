/** Identifies the owner of the pair with a given name, after a create with an unknown outcome. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi, FreshKeyPair } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import type { Operation } from "../rpc/operation";
import { isOnlyOf, type Owner } from "../resource/owner";
import { attemptOf, ownerOf } from "./tags";

/** What a lookup of a name can show. */
export interface Sightings {
  readonly absent: { readonly kind: "absent" };
  /** Created by one of our own requests, whose response is lost. */
  readonly ours: { readonly kind: "ours"; readonly pair: FreshKeyPair; readonly attempt: string };
  /** Created for this resource by a request of another run. */
  readonly orphan: { readonly kind: "orphan"; readonly pair: FreshKeyPair; readonly attempt: string };
  readonly foreign: { readonly kind: "foreign"; readonly pair: FreshKeyPair };
}

/** What a lookup shows. */
export type Sighting = Sightings[keyof Sightings];

/** Tags may become visible later than their pair. */
const tagLookups = 5;
const tagWaitMs = 1_000;

/** What makes a pair ours. */
export interface Claim {
  /** Every request that this create has sent so far. */
  readonly sent: ReadonlySet<string>;
  /** When the first of them was sent. */
  readonly since: Date;
  readonly owner: Owner;
  /** Whether our requests send tags. */
  readonly tagged: boolean;
}

/**
 * Looks up the pair with this name and identifies whose it is.
 *
 * @throws what DescribeKeyPairs failed with
 */
export async function identify(
  ecs: EcsApi,
  ref: KeyPairRef,
  claim: Claim,
  operation: Operation,
): Promise<Sighting> {
  for (let lookups = 1; ; lookups += 1) {
    const pair = await ecs.describeKeyPair(ref, operation);
    if (pair === undefined) {
      return { kind: "absent" };
    }
    if (lookups === tagLookups || !claim.tagged || !mayLackTags(pair, claim.since)) {
      return sightingOf(pair, claim);
    }
    await setTimeout(tagWaitMs);
  }
}

function sightingOf(pair: FreshKeyPair, { sent, owner }: Claim): Sighting {
  const attempt = attemptOf(pair);
  if (attempt === undefined) {
    return { kind: "foreign", pair };
  }
  if (sent.has(attempt)) {
    return { kind: "ours", pair, attempt };
  }
  const tag = ownerOf(pair);
  return tag !== undefined && isOnlyOf(owner, tag)
    ? { kind: "orphan", pair, attempt }
    : { kind: "foreign", pair };
}

/** Whether a pair without tags is no older than our first request: its tags may only lag. ECS's times are exact to the minute. */
function mayLackTags(pair: DescribedKeyPair, since: Date): boolean {
  const clockSkewMs = 60_000;
  return (
    pair.tags.length === 0 &&
    (pair.creationTime === undefined ||
      Date.parse(pair.creationTime) > since.getTime() - 60_000 - clockSkewMs)
  );
}
