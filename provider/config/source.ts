/** Where settings come from: stack configuration, as each host hands it over, and the environment. */

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
