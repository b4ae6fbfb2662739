/** Is the living pair the one in state? Its name alone tells nothing. */
import type { DescribedKeyPair } from "../ecs/api";
import { publicHalf } from "./privateKey";
import { parsePublicKey } from "./publicKey";
import type { KeyPairState } from "./state";
import { attemptOf } from "./tags";

/** The answer, as far as there is one. */
export type Comparison = "same" | "other" | "not comparable";

/**
 * Compares by the attempt tag; where the living pair has none, by the public half of the stored private key. Outputs
 * that a refresh may have overwritten are never asked.
 */
export function compare(state: KeyPairState, pair: DescribedKeyPair): Comparison {
  const attempt = attemptOf(pair);
  if (attempt !== undefined && state.attempt !== undefined) {
    return attempt === state.attempt ? "same" : "other";
  }
  const ours = state.privateKey === undefined ? undefined : publicHalf(state.privateKey);
  const live = pair.publicKey === undefined ? undefined : parsePublicKey(pair.publicKey);
  if (ours === undefined || live === undefined) {
    return "not comparable";
  }
  return ours.openSsh === live.openSsh ? "same" : "other";
}
