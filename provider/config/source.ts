/** Where settings come from (the stack configuration of each host, and the environment) and how they fail. */
import { isJsonObject, parsedJson, type JsonObject } from "../rpc/json";

/** Credentials are missing or could not be read. The message names the sources that were tried. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** A setting is invalid. The message names it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** One namespace of the stack configuration, or the arguments of an explicit Provider. */
export interface Namespace {
  /** A key as shown in messages, such as `alicloud-keypair:region`. */
  readonly nameOf: (key: string) => string;
  readonly valueOf: (key: string) => string | undefined;
}

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Stack configuration and environment, read at call time: this package keeps neither in state. */
export interface ConfigurationSource {
  /** In the order of the search. */
  readonly stack: readonly Namespace[];
  readonly environment: Environment;
}

/** A value and the setting that it came from, as shown in messages. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** The first of these environment variables that is set and not empty. */
export function firstVariable(environment: Environment, names: readonly string[]): Setting | undefined {
  return firstSet(names.map((name) => ({ name, value: environment[name] })));
}

/** The value of {@link firstVariable}. */
export function firstOf(environment: Environment, names: readonly string[]): string | undefined {
  return firstVariable(environment, names)?.value;
}

/** The setting of the first namespace that has this key; an empty value counts as unset. */
export function stackSetting({ stack }: ConfigurationSource, key: string): Setting | undefined {
  return firstSet(stack.map(({ nameOf, valueOf }) => ({ name: nameOf(key), value: valueOf(key) })));
}

/** The value of {@link stackSetting}. */
export function stackValue(source: ConfigurationSource, key: string): string | undefined {
  return stackSetting(source, key)?.value;
}

function firstSet(candidates: readonly { name: string; value: string | undefined }[]): Setting | undefined {
  return candidates.find((each): each is Setting => each.value !== undefined && each.value !== "");
}

/**
 * The stack's value for a key that contains a JSON object or a list of them.
 *
 * @param example - shown in an error
 * @throws {@link ConfigurationError} for anything else
 */
export function stackObjects(source: ConfigurationSource, key: string, example: string): JsonObject[] {
  const json = stackValue(source, key);
  const value = json === undefined ? [] : parsedJson(json);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every(isJsonObject)) {
    // The value itself is never quoted: it may contain a token.
    throw new ConfigurationError(`${key} must be JSON, such as ${example}`);
  }
  return list;
}
