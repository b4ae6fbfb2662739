/** JSON from outside, such as a response or a profile file: every field is checked before use. */

/** An object, in its writer's own casing. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that a text has as JSON; undefined if it is not JSON. Parse errors are dropped on purpose: their messages quote the text. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** A string; an empty one counts as unset. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
