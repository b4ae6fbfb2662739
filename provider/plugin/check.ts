/** Check: the core's, with the stack's autonaming, and with secrets left as they came. */
import { check as checkKeyPair, type CheckFailure, type Defaults } from "../keyPair/check";
import { argumentNames, type Properties } from "../keyPair/inputs";
import { defaultsKey, dynamicOnly, fillIn, withoutHosts, type Autonaming } from "./defaults";
import type { Decoded } from "./wire";

/** What check says. */
export interface Checked {
  /** The names of the program's inputs that stay: their values as they came. */
  readonly kept: readonly string[];
  /** What is added to them. */
  readonly added: Properties;
  readonly failures: readonly CheckFailure[];
  readonly notes: readonly string[];
}

/**
 * Checks the arguments of a key pair.
 *
 * @param olds - the inputs of the living pair; empty for a new one and for a replacement
 */
export function check(
  olds: Properties,
  news: Decoded,
  autonaming: Autonaming | undefined,
  defaults: () => Defaults,
): Checked {
  const filled = fillIn(olds, withoutHosts(news.values), autonaming);
  const { inputs, failures, notes } = checkKeyPair(olds, filled.inputs, defaults);
  const added = Object.fromEntries(filled.defaults.map((name) => [name, inputs[name]]));
  return {
    kept: Object.keys(inputs).filter((name) => !filled.defaults.includes(name)),
    added: { ...added, [defaultsKey]: filled.defaults },
    failures: [...strangers(news.values), ...filled.failures, ...failures],
    notes,
  };
}

/** Arguments that the core knows from the dynamic host, but that no program can give here. */
function strangers(news: Properties): CheckFailure[] {
  return dynamicOnly
    .filter((name) => news[name] !== undefined)
    .map((name) => ({
      property: "" as const,
      reason: `there is no argument ${name}; a key pair takes ${argumentNames.join(", ")}`,
    }));
}
