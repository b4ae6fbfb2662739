/** Diff: the core's, property by property as the engine shows it. */
import { diff as diffKeyPair } from "../keyPair/diff";
import type { Properties } from "../keyPair/inputs";
import { programInputs, withoutHosts } from "./defaults";

/** What becomes of one property. */
export interface PropertyChange {
  /** As a path: `tags.team`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
  /** Whether only inputs hold the property: the engine compares those then. */
  readonly inInputsOnly: boolean;
}

/** What an `up` has to do. */
export interface Difference {
  readonly names: readonly string[];
  readonly replaces: readonly string[];
  /** The outputs that stay as they are. */
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly changes: readonly PropertyChange[];
  /** Whether the owner tag is to follow the resource, which no property shows. */
  readonly renewsOwner: boolean;
  readonly warning?: string;
}

/** What an update in place leaves alone. */
const stableNames = [
  "keyPairName",
  "regionId",
  "fingerPrint",
  "keyPairId",
  "privateKey",
  "publicKey",
  "publicKeyFingerprintSha256",
  "accountId",
  "attempt",
  "adopted",
];

/**
 * Compares the pair in state with what the program asks for. State of the dynamic host is taken as it is.
 *
 * @param olds - the pair's outputs and the inputs that it was last given
 * @param news - the program's checked inputs, and the owner
 */
export function diff(
  olds: { readonly outputs: Properties; readonly inputs: Properties },
  news: Properties,
  defaultRegionId: () => string | undefined,
): Difference {
  const outputs = withoutHosts(olds.outputs);
  const wanted = programInputs(news);
  const found = diffKeyPair(outputs, { ...wanted, owner: news["owner"] }, defaultRegionId);
  const change = (name: string, replaces: boolean): PropertyChange[] => {
    const inInputsOnly = outputs[name] === undefined && olds.inputs[name] !== undefined;
    const old = inInputsOnly ? olds.inputs[name] : outputs[name];
    return changesOf(name, old, wanted[name]).map((each) => ({ ...each, replaces, inInputsOnly }));
  };
  const names = [...found.replaces, ...found.updates];
  return {
    names,
    replaces: found.replaces,
    stables: found.replaces.length === 0 ? stableNames : [],
    deleteBeforeReplace: found.deleteBeforeReplace,
    renewsOwner: found.renewsOwner,
    changes: [
      ...found.replaces.flatMap((name) => change(name, true)),
      ...found.updates.flatMap((name) => change(name, false)),
    ],
    ...(found.warning !== undefined && { warning: found.warning }),
  };
}

type Change = Pick<PropertyChange, "path" | "kind">;

function changesOf(path: string, old: unknown, wanted: unknown): Change[] {
  if (isMap(old) && isMap(wanted)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(wanted)]);
    return [...keys]
      .filter((key) => old[key] !== wanted[key])
      .flatMap((key) => changesOf(pathTo(path, key), old[key], wanted[key]));
  }
  return [{ path, kind: old === undefined ? "add" : wanted === undefined ? "delete" : "update" }];
}

function pathTo(path: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
