// Everything the cloud remembers, and the changes that are the only way to alter it.

/** A tag of a key pair. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A key pair as the cloud keeps it: the public half only. */
export interface KeyPair {
  readonly regionId: string;
  readonly keyPairName: string;
  /** Only pairs made by CreateKeyPair have one that is ever told. */
  readonly keyPairId: string;
  /** Lower-case hexadecimal MD5 of the key in its SSH wire form, without colons. */
  readonly fingerPrint: string;
  /** OpenSSH form. */
  readonly publicKey: string;
  readonly tags: readonly Tag[];
  readonly resourceGroupId: string;
  readonly creationTimeMs: number;
}

/** What names one key pair. */
export interface KeyPairAddress {
  readonly accountId: string;
  readonly regionId: string;
  readonly keyPairName: string;
}

/** One alteration of the state; plain data. */
export type Change =
  | { readonly change: "keyPairPut"; readonly accountId: string; readonly keyPair: KeyPair }
  | { readonly change: "keyPairRemoved"; readonly address: KeyPairAddress };

/** Key pairs by name in the order of their making, by account and region. */
export interface State {
  readonly keyPairs: Map<string, Map<string, KeyPair>>;
}

/** @returns a cloud that holds nothing. */
export const emptyState = (): State => ({ keyPairs: new Map() });

/** Alters the state. */
export function applyChange(state: State, change: Change): void {
  switch (change.change) {
    case "keyPairPut": {
      const { keyPair, accountId } = change;
      regionShelf(state, accountId, keyPair.regionId).set(keyPair.keyPairName, keyPair);
      break;
    }
    case "keyPairRemoved": {
      const { accountId, regionId, keyPairName } = change.address;
      regionShelf(state, accountId, regionId).delete(keyPairName);
      break;
    }
  }
}

/** @returns the key pairs of an account in a region, by name. */
export function keyPairsIn(state: State, accountId: string, regionId: string): ReadonlyMap<string, KeyPair> {
  return regionShelf(state, accountId, regionId);
}

function regionShelf(state: State, accountId: string, regionId: string): Map<string, KeyPair> {
  const key = `${accountId}/${regionId}`;
  const shelf = state.keyPairs.get(key) ?? new Map<string, KeyPair>();
  state.keyPairs.set(key, shelf);
  return shelf;
}
