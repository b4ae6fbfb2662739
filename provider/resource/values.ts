/** Property values as resources take them, independent of a host's wire format. */

/** A resource's properties, by name. */
export type Properties = Readonly<Record<string, unknown>>;

/** A value that a preview does not know yet. Each host converts its own wire format to this and back. */
export const unknown: unique symbol = Symbol("unknown");

/** An empty string counts as unset: programs pass one for a variable that is not set. */
export function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a value is a map, such as tags. */
export function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value, or one in a map or a list, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  return (
    value === unknown ||
    (typeof value === "object" && value !== null && Object.values(value).includes(unknown))
  );
}

/** The string entries of a map; other entries are dropped. */
export function readTexts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** The properties with these names, without undefined ones. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
}

/** The properties except those with these names. */
export function omit(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** Splits a list into lists of at most this size. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
