/** Is the living pair the one in state? Its name alone tells nothing. */
import type { DescribedKeyPair } from "../ecs/api";
import { publicHalf } from "../sshKey/privateKey";
import { parsePublicKey } from "../sshKey/publicKey";
import type { KeyPairState } from "./state";
import { attemptOf } from "./tags";

/** The answer, as far as there is one. */
export type Comparison = "same" | "other" | "not comparable";

/**
 * Compares by the attempt tag; where the living pair has none, by the key that the pair was made or imported with. Outputs that a
 * refresh may have overwritten are never asked.
 */
export function compare(state: KeyPairState, pair: DescribedKeyPair): Comparison {
  const attempt = attemptOf(pair);
  if (attempt !== undefined && state.attempt !== undefined) {
    return attempt === state.attempt ? "same" : "other";
  }
  const ours = keyOnRecord(state);
  const live = parsePublicKey(pair.publicKey)?.sha256;
  if (ours === undefined || live === undefined) {
    return "not comparable";
  }
  return ours === live ? "same" : "other";
}

/** Whether the pair in the cloud, as last seen, holds another key than the one that it was made or imported with. */
export function isRekeyed(state: KeyPairState): boolean {
  const ours = keyOnRecord(state);
  const live = state.publicKeyFingerprintSha256;
  return ours !== undefined && live !== undefined && ours !== live;
}

function keyOnRecord(state: KeyPairState): string | undefined {
  return state.privateKey === undefined
    ? (state.givenKeySha256 ?? state.keySha256AtImport)
    : publicHalf(state.privateKey)?.sha256;
}
