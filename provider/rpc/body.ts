/** The bodies of answers, as parsed from JSON: what a field holds is believed only after a look. */

/** An object of an answer, in the API's own casing. */
export type Body = Readonly<Record<string, unknown>>;

/** Whether a value is an object that has fields, which a list has not. */
export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text; an empty one counts as absent. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
