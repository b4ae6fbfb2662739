/** Response bodies, as parsed from JSON: every field is checked before use. */

/** An object in a response, in the API's own casing. */
export type Body = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and neither a list nor null. */
export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string; an empty one counts as unset. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
