// The emulated cloud as the actions see it: accounts, state, keys, readings and the clock.
import type { Readings } from "../readings";
import type { Accounts } from "./accounts";
import type { KeySource } from "./keyMaterial";
import type { Change, KeyPair, State } from "./state";

/** What the actions work on. */
export interface Cloud {
  readonly accounts: Accounts;
  /** To be read only: {@link Cloud.commit} alters it. */
  readonly state: State;
  readonly readings: Readings;
  readonly takeKey: KeySource;
  readonly nowMs: () => number;
  /** @returns how far listings lag behind. */
  readonly listingLag: () => ListingLag;
  /** Alters the state, now. */
  readonly commit: (change: Change) => void;
  /**
   * Waits until all changes so far would outlive a kill.
   *
   * @throws Error when they cannot be kept
   */
  readonly settled: () => Promise<void>;
}

/** How far DescribeKeyPairs lags behind, in milliseconds. */
export interface ListingLag {
  readonly newKeyPairLagMs: number;
  readonly tagLagMs: number;
}

/** What a new key pair is made of. */
export type NewKeyPair = Pick<
  KeyPair,
  "regionId" | "keyPairName" | "keyPairId" | "publicKey" | "fingerPrint" | "tags" | "resourceGroupId"
>;

/** Puts a key pair into the cloud, in the place of one of the same name where there is one. */
export function addKeyPair(cloud: Cloud, accountId: string, wanted: NewKeyPair): KeyPair {
  const nowMs = cloud.nowMs();
  const keyPair = { ...wanted, earlierTags: [], tagsChangedMs: nowMs, creationTimeMs: nowMs };
  cloud.commit({ change: "keyPairPut", accountId, keyPair });
  return keyPair;
}
