/** Names by the stack's autonaming. Where a stack has none, create makes the name: only there can a reserved one be given up for another. */
import type { CheckOptions } from "../resource/resource";
import type { Properties } from "../resource/values";

/** Inputs with what was filled in. */
export interface Named {
  readonly inputs: Properties;
  readonly filledIn: readonly string[];
  /** Why there is no name. */
  readonly reasons: readonly string[];
}

/**
 * Fills in the name where the stack's autonaming says how to make one.
 *
 * @param olds - the inputs of the living pair; undefined for a new one and for a replacement
 */
export function fillInName(
  olds: Properties | undefined,
  news: Properties,
  { autonaming, filledIn }: CheckOptions,
): Named {
  const asIs: Named = { inputs: news, filledIn: [], reasons: [] };
  const withName = (keyPairName: unknown): Named => ({
    ...asIs,
    inputs: { ...news, keyPairName },
    filledIn: ["keyPairName"],
  });
  if ((news["keyPairName"] ?? "") !== "" || news["adopt"] === true) {
    return asIs;
  }
  if (olds !== undefined) {
    // Kept as long as the pair lives: the stack's settings, or the chance in them, may have moved on.
    const kept = filledIn.includes("keyPairName") ? olds["keyPairName"] : undefined;
    return kept === undefined ? asIs : withName(kept);
  }
  switch (autonaming?.mode) {
    case "propose":
    case "enforce":
      return withName(autonaming.proposedName);
    case "disable":
      return {
        ...asIs,
        reasons: ["keyPairName is required: the stack's configuration (pulumi:autonaming) makes no names"],
      };
    case undefined:
      return asIs;
  }
}
