// Everything the cloud stores, and the changes that are the only way to modify it.
import { completed, type Instance, type StoredInstance } from "./instances";
import type { Tag } from "./tags";

/** A key pair as the cloud stores it: only the public half. */
export interface KeyPair {
  readonly regionId: string;
  readonly keyPairName: string;
  /** Only CreateKeyPair's response ever contains it. */
  readonly keyPairId: string;
  readonly fingerPrint: string;
  /** OpenSSH format. */
  readonly publicKey: string;
  readonly tags: readonly Tag[];
  /** The tags before the latest change, for lagging listings. */
  readonly earlierTags: readonly Tag[];
  readonly tagsChangedMs: number;
  readonly resourceGroupId: string;
  readonly creationTimeMs: number;
}

/** The account and the region that resources belong to. */
export interface Place {
  readonly accountId: string;
  readonly regionId: string;
}

/** One change of the state, as plain data. */
export type Change =
  | { readonly change: "keyPairPut"; readonly accountId: string; readonly keyPair: KeyPair }
  | {
      readonly change: "keyPairRemoved";
      readonly place: Place;
      readonly keyPairName: string;
      readonly timeMs: number;
    }
  | { readonly change: "instancePut"; readonly accountId: string; readonly instance: StoredInstance }
  | { readonly change: "instanceRemoved"; readonly place: Place; readonly instanceId: string }
  | { readonly change: "reset" };

/** The kinds of changes. */
export const changeKinds: Readonly<Record<Change["change"], true>> = {
  keyPairPut: true,
  keyPairRemoved: true,
  instancePut: true,
  instanceRemoved: true,
  reset: true,
};

/** What one account has in one region. */
export interface Shelf {
  readonly place: Place;
  /** By name, in order of creation. */
  readonly keyPairs: ReadonlyMap<string, KeyPair>;
  /** By id, in order of creation; a transition may have ended since. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** When the key pair of each name was last deleted, in milliseconds since 1970. */
  readonly deletedNames: ReadonlyMap<string, number>;
}

/** All shelves. */
export interface State {
  readonly shelves: ReadonlyMap<string, Shelf>;
}

interface OpenShelf extends Shelf {
  readonly keyPairs: Map<string, KeyPair>;
  readonly instances: Map<string, Instance>;
  readonly deletedNames: Map<string, number>;
}

/** How long a deleted name may stay reserved, in milliseconds. */
export const reservationMs = 60 * 60_000;

/** A state, and how to change it. */
export interface StateStore {
  readonly state: State;
  readonly apply: (change: Change) => void;
}

/** Opens a cloud that holds nothing. */
export function openState(): StateStore {
  const shelves = new Map<string, OpenShelf>();
  return {
    state: { shelves },
    apply(change) {
      applyChange(shelves, change);
    },
  };
}

/** @returns what an account has in a region. */
export function shelfOf(state: State, place: Place): Shelf {
  return state.shelves.get(shelfKey(place)) ?? emptyShelf(place);
}

/** @returns the changes that rebuild this state from an empty one. */
export function snapshot(state: State): Change[] {
  const changes: Change[] = [];
  for (const { place, keyPairs, instances, deletedNames } of state.shelves.values()) {
    const { accountId } = place;
    for (const [keyPairName, timeMs] of deletedNames) {
      changes.push({ change: "keyPairRemoved", place, keyPairName, timeMs });
    }
    for (const keyPair of keyPairs.values()) changes.push({ change: "keyPairPut", accountId, keyPair });
    for (const instance of instances.values()) changes.push({ change: "instancePut", accountId, instance });
  }
  return changes;
}

function applyChange(shelves: Map<string, OpenShelf>, change: Change): void {
  switch (change.change) {
    case "keyPairPut": {
      const { accountId, keyPair } = change;
      const shelf = openShelf(shelves, { accountId, regionId: keyPair.regionId });
      shelf.keyPairs.set(keyPair.keyPairName, keyPair);
      break;
    }
    case "keyPairRemoved": {
      const shelf = openShelf(shelves, change.place);
      shelf.keyPairs.delete(change.keyPairName);
      noteDeletion(shelf.deletedNames, change.keyPairName, change.timeMs);
      break;
    }
    case "instancePut": {
      const { accountId, instance } = change;
      const shelf = openShelf(shelves, { accountId, regionId: instance.regionId });
      shelf.instances.set(instance.instanceId, completed(instance));
      break;
    }
    case "instanceRemoved":
      openShelf(shelves, change.place).instances.delete(change.instanceId);
      break;
    case "reset":
      shelves.clear();
      break;
  }
}

// Drops names past their reservation, which nothing uses: otherwise a long-running emulator would grow.
function noteDeletion(deletedNames: Map<string, number>, keyPairName: string, timeMs: number): void {
  for (const [name, deletedMs] of deletedNames) {
    if (timeMs - deletedMs <= reservationMs) break;
    deletedNames.delete(name);
  }
  deletedNames.delete(keyPairName);
  deletedNames.set(keyPairName, timeMs);
}

function openShelf(shelves: Map<string, OpenShelf>, place: Place): OpenShelf {
  const shelf = shelves.get(shelfKey(place)) ?? emptyShelf(place);
  shelves.set(shelfKey(place), shelf);
  return shelf;
}

function emptyShelf({ accountId, regionId }: Place): OpenShelf {
  const place = { accountId, regionId };
  return { place, keyPairs: new Map(), instances: new Map(), deletedNames: new Map() };
}

const shelfKey = ({ accountId, regionId }: Place): string => `${accountId}/${regionId}`;
