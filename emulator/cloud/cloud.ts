// The emulated cloud as the actions see it: accounts, state, keys, readings and the clock.
import type { CommandConditions, Invocations } from "../assistant/invocations";
import type { Machines } from "../machines/machines";
import type { Readings } from "../readings";
import type { Accounts } from "./accounts";
import { instanceAt, type Instance, type TransitionTimes } from "./instances";
import type { KeySource } from "./keyMaterial";
import { shelfOf, type Change, type KeyPair, type Place, type State } from "./state";

/** What the actions work on. */
export interface Cloud {
  readonly accounts: Accounts;
  /** Read-only: only {@link Cloud.commit} changes it. */
  readonly state: State;
  readonly readings: Readings;
  readonly takeKey: KeySource;
  readonly nowMs: () => number;
  /** @returns how far listings lag behind. */
  readonly listingLag: () => ListingLag;
  /** @returns how long instances take to start and to stop. */
  readonly transitionTimes: () => TransitionTimes;
  /** The instances that really run; none by default. */
  readonly machines: Machines;
  /** Cloud Assistant's commands. */
  readonly invocations: Invocations;
  /** @returns how fast commands are, and how many are left. */
  readonly commandConditions: () => CommandConditions;
  /** Counts a command and returns whether today's quota allows it. */
  readonly takeInvocation: () => boolean;
  /** Changes the state immediately. */
  readonly commit: (change: Change) => void;
  /**
   * Waits until all changes so far would survive a kill.
   *
   * @throws Error if they cannot be stored
   */
  readonly settled: () => Promise<void>;
}

/** How far DescribeKeyPairs lags behind, in milliseconds. */
export interface ListingLag {
  readonly newKeyPairLagMs: number;
  readonly tagLagMs: number;
}

/** What defines a new key pair. */
export type NewKeyPair = Pick<
  KeyPair,
  "regionId" | "keyPairName" | "keyPairId" | "publicKey" | "fingerPrint" | "tags" | "resourceGroupId"
>;

/** Puts a key pair into the cloud, where it replaces any of the same name. */
export function addKeyPair(cloud: Cloud, accountId: string, wanted: NewKeyPair): KeyPair {
  const nowMs = cloud.nowMs();
  const keyPair = { ...wanted, earlierTags: [], tagsChangedMs: nowMs, creationTimeMs: nowMs };
  cloud.commit({ change: "keyPairPut", accountId, keyPair });
  return keyPair;
}

/** @returns the instances of an account in a region as they are now, in order of creation. */
export function instancesIn(cloud: Cloud, place: Place): Instance[] {
  const nowMs = cloud.nowMs();
  return [...shelfOf(cloud.state, place).instances.values()].map((instance) => instanceAt(instance, nowMs));
}

/** @returns an instance as it is now. */
export function findInstance(cloud: Cloud, place: Place, instanceId: string): Instance | undefined {
  const instance = shelfOf(cloud.state, place).instances.get(instanceId);
  return instance === undefined ? undefined : instanceAt(instance, cloud.nowMs());
}
