/** The keys that instances still need, because this process could not write the next key there. It ends with the process. */
import { ownerOnRecord, type Owner } from "./owner";

/** A key on an instance where the key that follows it was not read back. */
export interface NeededKey {
  /** The public key's SHA-256 fingerprint. */
  readonly fingerprint: string;
  readonly instanceId: string;
}

/** The needed keys of this process, across its resources. */
export interface NeededKeys {
  /** Replaces what was recorded for this owner: nothing once it has succeeded. */
  record(owner: Owner, keys: readonly NeededKey[]): void;
  /** The instances that need a key. */
  instancesThatNeed(fingerprint: string | undefined): string[];
}

/**
 * Opens the record of a process. With `--continue-on-error`, the engine deletes a key pair although the authorized key that depends on
 * its successor has failed: only the provider can keep the pair then.
 */
export function openNeededKeys(): NeededKeys {
  const recorded = new Map<string, readonly NeededKey[]>();
  return {
    record(owner, keys) {
      recorded.set(ownerOnRecord(owner), keys);
    },
    instancesThatNeed(fingerprint) {
      const needed = [...recorded.values()].flat().filter((key) => key.fingerprint === fingerprint);
      return [...new Set(needed.map(({ instanceId }) => instanceId))];
    },
  };
}
