/** What check fills in itself, and how it knows a living pair from a new one. */
import type { CheckFailure } from "../keyPair/check";
import { replaceOnChangesName, type Properties } from "../keyPair/inputs";

/**
 * An input of the plugin's own that names what check filled in. It is always there, so that the inputs of a living pair are
 * never empty, which is what check takes a new one for. Pulumi hides properties with two underscores in front.
 */
export const defaultsKey = "__defaults";

/** How a stack wants names to be made. */
export type Autonaming =
  { readonly mode: "propose" | "enforce"; readonly proposedName: string } | { readonly mode: "disable" };

/** Inputs with what was filled in. */
export interface Filled {
  readonly inputs: Properties;
  /** The names of what was filled in. */
  readonly defaults: readonly string[];
  readonly failures: readonly CheckFailure[];
}

/**
 * Fills in the name where the stack's autonaming says how to make one. Otherwise create makes it, because only there can a
 * name that turns out to be reserved be given up for another.
 *
 * @param olds - the inputs of the living pair; empty for a new one and for a replacement
 */
export function fillIn(olds: Properties, news: Properties, autonaming: Autonaming | undefined): Filled {
  const asIs: Filled = { inputs: news, defaults: [], failures: [] };
  if ((news["keyPairName"] ?? "") !== "" || news["adopt"] === true) {
    return asIs;
  }
  if (Object.keys(olds).length > 0) {
    // Kept as long as the pair lives: the stack's settings, or the chance in them, may have moved on.
    const kept = defaultsOf(olds).includes("keyPairName") ? olds["keyPairName"] : undefined;
    return kept === undefined ? asIs : withName(news, kept);
  }
  switch (autonaming?.mode) {
    case "propose":
    case "enforce":
      return withName(news, autonaming.proposedName);
    case "disable":
      return { ...asIs, failures: [nameRequired] };
    case undefined:
      return asIs;
  }
}

const nameRequired: CheckFailure = {
  property: "",
  reason: "keyPairName is required: the stack's configuration (pulumi:autonaming) makes no names",
};

function withName(news: Properties, keyPairName: unknown): Filled {
  return { inputs: { ...news, keyPairName }, defaults: ["keyPairName"], failures: [] };
}

/** Which inputs check filled in. */
function defaultsOf(inputs: Properties): readonly unknown[] {
  const names = inputs[defaultsKey];
  return Array.isArray(names) ? names : [];
}

/** What the program itself says: without what check filled in, and without what only the dynamic host sends or keeps. */
export function programInputs(inputs: Properties): Properties {
  const filledIn = defaultsOf(inputs);
  return Object.fromEntries(
    Object.entries(withoutHosts(inputs)).filter(([name]) => !filledIn.includes(name) && name !== "owner"),
  );
}

/** Properties without a host's own: those with underscores in front, and what the dynamic host alone passes on. */
export function withoutHosts(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !name.startsWith("__") && !passedOn.includes(name)),
  );
}

const passedOn = ["customTimeouts", replaceOnChangesName];

/**
 * Inputs of the dynamic host alone: each request to the plugin carries the URN and the timeout, and the engine itself applies
 * replaceOnChanges. As an output, the owner is either host's.
 */
export const dynamicOnly: readonly string[] = ["owner", ...passedOn];
