/** Is a pair really gone? Absence from one listing proves nothing. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { OtherAccount, place } from "./errors";
import type { KeyPairState } from "./state";

const secondLookupMs = 3_000;

/** A pair as found, or certain to be gone. */
export type Presence = DescribedKeyPair | "gone";

/** How to look a pair up: `shared` over one listing with others that are asked for now, `exact` where this process has changed something. */
export type Lookup = "shared" | "exact";

/** Looks the pair up, and believes in absence only as the account that made it. Enough for a delete. */
export async function lookUp(
  ecs: EcsApi,
  state: KeyPairState,
  lookup: Lookup,
  operation: Operation,
): Promise<Presence> {
  const pair =
    lookup === "shared"
      ? await ecs.describeKeyPairShared(state, operation)
      : await ecs.describeKeyPair(state, operation);
  if (pair !== undefined) {
    return pair;
  }
  await assertSameAccount(ecs, state, operation);
  return "gone";
}

/** Looks twice, some seconds apart: what a refresh reports as gone, the next `up` makes anew. */
export async function lookUpTwice(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<Presence> {
  const first = await lookUp(ecs, state, "shared", operation);
  if (first !== "gone") {
    return first;
  }
  await setTimeout(secondLookupMs);
  return (await ecs.describeKeyPair(state, operation)) ?? "gone";
}

/**
 * What another account sees, or does not see, under the name says nothing of the pair.
 *
 * @throws {@link OtherAccount}
 */
export async function assertSameAccount(
  ecs: EcsApi,
  state: KeyPairState,
  operation: Operation,
): Promise<void> {
  if (state.accountId === undefined) {
    return;
  }
  const accountId = await ecs.accountId(state.regionId, operation);
  if (accountId === undefined) {
    throw new Error(
      `key pair ${place(state)} does not show, but STS does not answer who is asking: it may belong to another account. ` +
        "Nothing was changed: try again when STS answers.",
    );
  }
  if (accountId !== state.accountId) {
    throw new OtherAccount(state, state.accountId, accountId);
  }
}
