/** Decides whether a pair is really gone. Absence from one listing proves nothing. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, EcsApi } from "../ecs/api";
import type { Operation } from "../rpc/operation";
import { place } from "../resource/errors";
import { OtherAccount } from "./errors";
import type { KeyPairState } from "./state";

const secondLookupMs = 3_000;

/** The pair as found, or certainly gone. */
export type Presence = DescribedKeyPair | "gone";

/** How to look a pair up: `shared` in one listing with others needed now, `exact` where this process has changed something. */
export type Lookup = "shared" | "exact";

/** Looks the pair up. Absence counts only for the account that created it. Enough for a delete. */
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

/** Looks twice, a few seconds apart: the next `pulumi up` recreates what a refresh reports as gone. */
export async function lookUpTwice(ecs: EcsApi, state: KeyPairState, operation: Operation): Promise<Presence> {
  const first = await lookUp(ecs, state, "shared", operation);
  if (first !== "gone") {
    return first;
  }
  await setTimeout(secondLookupMs);
  return (await ecs.describeKeyPair(state, operation)) ?? "gone";
}

/**
 * What another account sees under the name, or does not see, proves nothing about the pair.
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
      `key pair ${place(state)} was not found, but it may belong to another account: STS did not return the account in use. ` +
        "Nothing was changed. Run the command again when STS responds.",
    );
  }
  if (accountId !== state.accountId) {
    throw new OtherAccount(state, state.accountId, accountId);
  }
}
