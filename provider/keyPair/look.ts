/** Looking whose a living pair is, after a create whose outcome is not known. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi, FreshKeyPair, KeyPairRef } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { isOnlyOf, ownerOf, type Owner } from "./owner";
import { attemptOf } from "./tags";

/** What a look finds under a name. */
export type Sighting =
  | { readonly kind: "absent" }
  /** Made by one of our own requests, whose answer is lost. */
  | { readonly kind: "ours"; readonly pair: FreshKeyPair; readonly attempt: string }
  /** Made for this very resource by a request of another run. */
  | { readonly kind: "orphan"; readonly pair: FreshKeyPair; readonly attempt: string }
  | { readonly kind: "foreign"; readonly pair: FreshKeyPair };

/** Tags may show later than the pair they came with. */
const tagLooks = 5;
const tagWaitMs = 1_000;

/** Who looks: which requests are ours. */
export interface Looker {
  /** Every request that this create has sent so far. */
  readonly sent: ReadonlySet<string>;
  /** When the first of them was sent. */
  readonly since: Date;
  readonly owner: Owner;
  /** Whether our requests send tags at all. */
  readonly tagged: boolean;
}

/**
 * Looks under a name.
 *
 * @throws what DescribeKeyPairs failed with
 */
export async function look(
  ecs: EcsApi,
  ref: KeyPairRef,
  looker: Looker,
  operation: Operation,
): Promise<Sighting> {
  for (let looks = 1; ; looks += 1) {
    const pair = await ecs.describeKeyPair(ref, operation);
    if (pair === undefined) {
      return { kind: "absent" };
    }
    if (looks === tagLooks || !looker.tagged || !mayLackTags(pair, looker.since)) {
      return sightingOf(pair, looker);
    }
    await setTimeout(tagWaitMs);
  }
}

function sightingOf(pair: FreshKeyPair, { sent, owner }: Looker): Sighting {
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

/** Without tags, but not older than our first request: the tags may only lag. ECS's times are exact to the minute. */
function mayLackTags(pair: DescribedKeyPair, since: Date): boolean {
  const clockSkewMs = 60_000;
  return (
    pair.tags.length === 0 &&
    (pair.creationTime === undefined ||
      Date.parse(pair.creationTime) > since.getTime() - 60_000 - clockSkewMs)
  );
}
