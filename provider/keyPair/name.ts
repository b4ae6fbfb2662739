/** Names of key pairs: the rules that every version of the API's documents agrees on, names made here, and those of autonaming. */
import { randomBytes } from "node:crypto";
import type { CheckOptions } from "../resource/resource";
import type { Properties } from "../resource/values";

const maxLength = 128;

/**
 * What is wrong with a name, or undefined. Only what every version of the documents refuses is refused here: where
 * they differ (letters beyond English, the full stop), ECS decides.
 */
export function nameProblem(name: string): string | undefined {
  const length = Array.from(name).length;
  if (length < 2 || length > maxLength) {
    return `must be 2 to ${maxLength} characters long; it has ${length}`;
  }
  if (/^https?:\/\//i.test(name)) {
    return "must not start with http:// or https://";
  }
  if (!/^\p{L}/u.test(name)) {
    return "must start with a letter";
  }
  if (!/^[\p{L}\p{M}\p{N}:_.-]+$/u.test(name)) {
    return "may hold letters, digits and : _ - only, no space and nothing else";
  }
  return undefined;
}

/** Makes a name from the resource's: it, a dash and seven random hex digits, in characters that ECS always takes. */
export function generateName(resourceName: string): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  const plain = resourceName.replaceAll(/[^A-Za-z0-9:_-]/g, "-");
  const lettered = /^[A-Za-z]/.test(plain) ? plain : `key-${plain}`;
  return lettered.slice(0, maxLength - suffix.length) + suffix;
}

/** Inputs with the name that was filled in. */
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
