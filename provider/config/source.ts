/** Where settings come from, stack configuration as each host hands it over and the environment, and how they fail. */

/** Credentials are missing or could not be read. The message names the sources that were tried. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** A setting can't be used. The message names it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** One namespace of the stack configuration, or the arguments of an explicit Provider. */
export interface Namespace {
  /** A key as messages write it, such as `alicloud-keypair:region`. */
  readonly nameOf: (key: string) => string;
  readonly valueOf: (key: string) => string | undefined;
}

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Both, read at call time: nothing of them is kept in state by this package. */
export interface ConfigurationSource {
  /** In the order in which they are searched. */
  readonly stack: readonly Namespace[];
  readonly environment: Environment;
}

/** A value and the setting that it came from, as messages name it. */
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

/** The setting of the first namespace that has this key; an empty value counts as absent. */
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
