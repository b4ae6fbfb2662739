/** Looking whose a living pair is, after a create whose outcome is not known. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi, KeyPairRef } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import { attemptOf } from "./tags";

/** What a look finds under a name. */
export type Sighting =
  | { readonly kind: "absent" }
  /** Made by one of our own requests, whose answer is lost: nobody can hold its private key. */
  | { readonly kind: "lost"; readonly attempt: string }
  | { readonly kind: "foreign"; readonly pair: DescribedKeyPair };

/** Tags may show later than the pair they came with. */
const tagLooks = 5;
const tagWaitMs = 1_000;

/**
 * Looks under a name.
 *
 * @param attempts - every request that this create has sent so far
 * @param since - when the first of them was sent
 * @throws what DescribeKeyPairs failed with
 */
export async function look(
  ecs: EcsApi,
  ref: KeyPairRef,
  attempts: ReadonlySet<string>,
  since: Date,
  operation: Operation,
): Promise<Sighting> {
  for (let looks = 1; ; looks += 1) {
    const pair = await ecs.describeKeyPair(ref, operation);
    if (pair === undefined) {
      return { kind: "absent" };
    }
    const attempt = attemptOf(pair);
    if (attempt !== undefined && attempts.has(attempt)) {
      return { kind: "lost", attempt };
    }
    if (attempt !== undefined || !mayBeOurs(pair, since) || looks === tagLooks) {
      return { kind: "foreign", pair };
    }
    await setTimeout(tagWaitMs);
  }
}

/** Without tags, but not older than our first request: the tags may only lag. ECS's times are exact to the minute. */
function mayBeOurs(pair: DescribedKeyPair, since: Date): boolean {
  const clockSkewMs = 60_000;
  return (
    pair.tags.length === 0 &&
    (pair.creationTime === undefined ||
      Date.parse(pair.creationTime) > since.getTime() - 60_000 - clockSkewMs)
  );
}
