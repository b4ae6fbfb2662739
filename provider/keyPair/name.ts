/** Names of key pairs: the rules that all versions of the API documentation agree on, generated names, and autonaming. */
import { randomBytes } from "node:crypto";
import type { CheckOptions } from "../resource/resource";
import type { Properties } from "../resource/values";

const maxLength = 128;

/**
 * What is wrong with a name, or undefined. Rejects only what every version of the documentation rejects. Where they differ
 * (letters beyond English, the full stop), ECS decides.
 */
export function nameProblem(name: string): string | undefined {
  const length = Array.from(name).length;
  if (length < 2 || length > maxLength) {
    return `must be 2 to ${maxLength} characters long, not ${length}`;
  }
  if (/^https?:\/\//i.test(name)) {
    return "must not start with http:// or https://";
  }
  if (!/^\p{L}/u.test(name)) {
    return "must start with a letter";
  }
  if (!/^[\p{L}\p{M}\p{N}:_.-]+$/u.test(name)) {
    return "can contain only letters, digits and : _ -";
  }
  return undefined;
}

/** Generates a name: the resource's, a dash and seven random hex digits, in characters that ECS always accepts. */
export function generateName(resourceName: string): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  const plain = resourceName.replaceAll(/[^A-Za-z0-9:_-]/g, "-");
  const lettered = /^[A-Za-z]/.test(plain) ? plain : `key-${plain}`;
  return lettered.slice(0, maxLength - suffix.length) + suffix;
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
