// Reads and checks the fields of a JSON object from outside.

/** The control API's refusal of a request. */
export class ControlError extends Error {
  constructor(
    readonly httpStatus: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ControlError";
  }
}

/** The fields of one object. Reading a field of another type is an error. */
export interface Fields {
  readonly text: (name: string) => string | undefined;
  readonly requiredText: (name: string) => string;
  readonly oneOf: <T extends string>(name: string, choices: readonly T[]) => T | undefined;
  /** A non-negative whole number. */
  readonly count: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean | undefined;
  /** ISO 8601 in UTC, to the minute, the second or the millisecond. */
  readonly time: (name: string) => Date | undefined;
  readonly textList: (name: string) => string[] | undefined;
  /** An object whose values all have one type. */
  readonly texts: (name: string) => Record<string, string> | undefined;
  readonly counts: (name: string) => Record<string, number> | undefined;
  /** The fields of an object, or null. */
  readonly nested: (name: string) => Fields | null | undefined;
  /** Rejects fields that were not read: they are misspelt. */
  readonly end: () => void;
}

/**
 * Opens an object for reading.
 *
 * @throws {@link ControlError} if the value is not an object
 */
export function openFields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw bad("The value must be a JSON object.");
  const unread = new Map<string, unknown>(Object.entries(value));
  const take = <T>(name: string, kind: string, is: (field: unknown) => field is T): T | undefined => {
    const field = unread.get(name);
    unread.delete(name);
    if (field === undefined || is(field)) return field;
    throw bad(`${name} must be ${kind}.`);
  };
  const text = (name: string): string | undefined => take(name, "a string", isText);
  return {
    text,
    requiredText(name) {
      const field = text(name);
      if (field === undefined) throw bad(`${name} is missing.`);
      return field;
    },
    oneOf: <T extends string>(name: string, choices: readonly T[]) =>
      take(name, `one of ${choices.join(", ")}`, (field): field is T =>
        choices.some((choice) => choice === field),
      ),
    count: (name) => take(name, "a non-negative whole number", isCount),
    flag: (name) => take(name, "true or false", (field) => typeof field === "boolean"),
    time(name) {
      const field = take(name, "a time such as 2017-12-10T04:04Z", isTime);
      return field === undefined ? undefined : new Date(field);
    },
    textList: (name) => take(name, "an array of strings", isTextList),
    texts: (name) => take(name, "an object of strings", (field) => isRecordOf(field, isText)),
    counts: (name) => take(name, "an object of whole numbers", (field) => isRecordOf(field, isCount)),
    nested(name) {
      const field = take(name, "a JSON object or null", (value) => typeof value === "object");
      return field === undefined || field === null ? field : openFields(field);
    },
    end() {
      if (unread.size > 0) throw bad(`Unknown fields: ${[...unread.keys()].join(", ")}.`);
    },
  };
}

const bad = (message: string): ControlError => new ControlError(400, message);

const isText = (field: unknown): field is string => typeof field === "string";

const isTextList = (field: unknown): field is string[] => Array.isArray(field) && field.every(isText);

function isTime(field: unknown): field is string {
  if (!isText(field)) return false;
  const [minutes] = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?=(?::\d{2}(?:\.\d{1,3})?)?Z$)/u.exec(field) ?? [];
  const timeMs = Date.parse(field);
  // The parser takes February 30 for March 2.
  return minutes !== undefined && timeMs >= 0 && new Date(timeMs).toISOString().startsWith(minutes);
}

const isCount = (field: unknown): field is number =>
  typeof field === "number" && Number.isSafeInteger(field) && field >= 0;

function isRecordOf<T>(field: unknown, is: (value: unknown) => value is T): field is Record<string, T> {
  return typeof field === "object" && field !== null && Object.values(field).every(is);
}
