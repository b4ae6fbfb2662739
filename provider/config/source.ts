/** Where settings come from: stack configuration, as each host hands it over, and the environment. */
import { ConfigurationError } from "./errors";

/** The stack's value for a key of `alicloud-keypair:` or, where the host sees it, `alicloud:`. */
export type StackConfiguration = (key: string) => string | undefined;

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Both, read at call time: nothing of them is kept in state by this package. */
export interface ConfigurationSource {
  readonly stack: StackConfiguration;
  readonly environment: Environment;
}

/** The first of these environment variables that is set and not empty. */
export function firstOf(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
}

/** The stack's value for a key; an empty one counts as absent. */
export function stackValue(source: ConfigurationSource, key: string): string | undefined {
  const value = source.stack(key);
  return value === "" ? undefined : value;
}

/** The fields of one object that was given as JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The stack's value for a key that holds a JSON object, or a list of such.
 *
 * @param example - what an error shows
 * @throws {@link ConfigurationError} for anything else
 */
export function stackObjects(source: ConfigurationSource, key: string, example: string): Fields[] {
  const json = stackValue(source, key);
  const value = json === undefined ? [] : parsed(json);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every(isFields)) {
    // The value itself is never quoted: it may hold a token.
    throw new ConfigurationError(`${key} must be JSON such as ${example}`);
  }
  return list;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object that has fields, which a list has not. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
