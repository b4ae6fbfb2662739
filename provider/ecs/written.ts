/** The key pairs that this process has sent a write for: what it knew of them before, it knows no longer. */
import type { KeyPairRef } from "./api";

/** They are kept for good: a write whose answer was lost may take effect at any later time. */
export interface Written {
  /** Called before the write is sent. */
  add(ref: KeyPairRef): void;
  has(ref: KeyPairRef): boolean;
}

/** Opens an empty record. */
export function openWritten(): Written {
  const written = new Set<string>();
  // Neither a region's id nor a name can hold a slash.
  const key = ({ regionId, keyPairName }: KeyPairRef): string => `${regionId}/${keyPairName}`;
  return {
    add: (ref) => {
      written.add(key(ref));
    },
    has: (ref) => written.has(key(ref)),
  };
}
