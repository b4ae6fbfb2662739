/** Compares the live pair with the one in state. An equal name proves nothing. */
import type { DescribedKeyPair } from "../ecs/api";
import { publicHalf } from "../sshKey/privateKey";
import { parsePublicKey } from "../sshKey/publicKey";
import type { KeyPairState } from "./state";
import { attemptOf } from "./tags";

/** The result of a comparison, as far as there is one. */
export type Comparison = "same" | "other" | "not comparable";

/**
 * Compares attempt tags or, where the live pair has none, the key that the pair was created or imported with. Outputs that a
 * refresh may have overwritten are never used.
 */
export function compare(state: KeyPairState, pair: DescribedKeyPair): Comparison {
  const attempt = attemptOf(pair);
  if (attempt !== undefined && state.attempt !== undefined) {
    return attempt === state.attempt ? "same" : "other";
  }
  const ours = recordedKey(state);
  const live = parsePublicKey(pair.publicKey)?.sha256;
  if (ours === undefined || live === undefined) {
    return "not comparable";
  }
  return ours === live ? "same" : "other";
}

/** Whether the pair in ECS, as last seen, holds a different key from the one that it was created or imported with. */
export function isRekeyed(state: KeyPairState): boolean {
  const ours = recordedKey(state);
  const live = state.publicKeyFingerprintSha256;
  return ours !== undefined && live !== undefined && ours !== live;
}

function recordedKey(state: KeyPairState): string | undefined {
  return state.privateKey === undefined
    ? (state.givenKeySha256 ?? state.keySha256AtImport)
    : publicHalf(state.privateKey)?.sha256;
}
