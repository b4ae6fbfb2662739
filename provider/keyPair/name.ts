/** Names of key pairs: generated ones, and autonaming. */
import { randomBytes } from "node:crypto";
import type { CheckOptions } from "../resource/resource";
import { maxNameLength } from "../resource/rules";
import type { Properties } from "../resource/values";

/** Generates a name: the resource's, a dash and seven random hex digits, in characters that ECS always accepts. */
export function generateName(resourceName: string): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  const plain = resourceName.replaceAll(/[^A-Za-z0-9:_-]/g, "-");
  const lettered = /^[A-Za-z]/.test(plain) ? plain : `key-${plain}`;
  return lettered.slice(0, maxNameLength - suffix.length) + suffix;
}

/** Inputs, with the name filled in. */
export interface Named {
  readonly inputs: Properties;
  readonly filledIn: readonly string[];
  /** Why there is no name. */
  readonly reasons: readonly string[];
}

/**
 * Fills in the name where the stack's autonaming provides one.
 *
 * @param olds - the inputs of the existing pair; undefined for a new pair and for a replacement
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
    // Kept for the pair's life: the stack's settings, or their random part, may have changed.
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
        reasons: ["keyPairName is required: pulumi:autonaming is disabled in the stack configuration"],
      };
    case undefined:
      return asIs;
  }
}
