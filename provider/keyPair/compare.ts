/** Is the living pair the one in state? Its name alone tells nothing. */
import type { DescribedKeyPair } from "../ecs/api";
import { publicHalf } from "./privateKey";
import { parsePublicKey } from "./publicKey";
import type { KeyPairState } from "./state";
import { attemptOf } from "./tags";

/** The answer, as far as there is one. */
export type Comparison = "same" | "other" | "not comparable";

/**
 * Compares by the attempt tag; where the living pair has none, by the key that the pair was made with. Outputs that a
 * refresh may have overwritten are never asked.
 */
export function compare(state: KeyPairState, pair: DescribedKeyPair): Comparison {
  const attempt = attemptOf(pair);
  if (attempt !== undefined && state.attempt !== undefined) {
    return attempt === state.attempt ? "same" : "other";
  }
  const ours = keyItWasMadeWith(state);
  const live = parsePublicKey(pair.publicKey)?.sha256;
  if (ours === undefined || live === undefined) {
    return "not comparable";
  }
  return ours === live ? "same" : "other";
}

/** Whether the pair in the cloud, as last seen, holds another key than the one that it was made with. */
export function isRekeyed(state: KeyPairState): boolean {
  const ours = keyItWasMadeWith(state);
  const live = state.publicKeyFingerprintSha256;
  return ours !== undefined && live !== undefined && ours !== live;
}

function keyItWasMadeWith(state: KeyPairState): string | undefined {
  return state.privateKey === undefined ? state.givenKeySha256 : publicHalf(state.privateKey)?.sha256;
}
