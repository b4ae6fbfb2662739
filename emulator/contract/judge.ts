/** Compares a response with a row of the contract: where it differs, and which readings it shows. */
import {
  isByReading,
  type ByReading,
  type Case,
  type Field,
  type Outcome,
  type ReadingName,
  type Rule,
} from "./case";

/** What a call returned. */
export interface Response {
  readonly status: number;
  /** Only for errors. */
  readonly code?: string;
  readonly message?: string;
  /** The fields of a success. */
  readonly body: unknown;
}

/** A reading that a response shows; without a choice, it shows none of the documented ones. */
export interface Shown {
  readonly reading: ReadingName;
  readonly choice?: string;
}

/** How a response compares. */
export interface Judgement {
  /** The outcome that it was compared with: that of the choice which it shows, or else of the first one. */
  readonly expected: Outcome;
  /** Each names what differs and never a value of the response, except its status, code and message. */
  readonly differences: readonly string[];
  readonly shown: readonly Shown[];
}

/** Compares a response with what a case expects. */
export function judge({ expected }: Case, response: Response): Judgement {
  const { outcome, shown } = isByReading(expected)
    ? outcomeShown(expected, response)
    : { outcome: expected, shown: [] };
  const differences = headDifferences(outcome, response);
  // An error has none of the fields of a success.
  const fields = response.status === outcome.status ? (outcome.fields ?? []) : [];
  const judged = fields.map((field) => judgeField(field, response.body));
  return {
    expected: outcome,
    differences: [...differences, ...judged.flatMap((one) => one.differences)],
    shown: [...shown, ...judged.flatMap((one) => one.shown)],
  };
}

/** @returns the outcome as one reading has it. */
export function outcomeUnder({ expected }: Case, readings: Readonly<Record<ReadingName, string>>): Outcome {
  if (!isByReading(expected)) return expected;
  const outcome = expected.by[readings[expected.reading]];
  if (outcome === undefined) throw new Error(`no outcome for ${expected.reading}`);
  return outcome;
}

/** The readings on which a case rests. */
export function readingsOf({ expected }: Case): Set<ReadingName> {
  const outcomes = isByReading(expected) ? Object.values(expected.by) : [expected];
  const inFields = outcomes
    .flatMap(({ fields = [] }) => fields)
    .flatMap(([, rule]) => (isByReading(rule) ? [rule.reading] : []));
  return new Set([...(isByReading(expected) ? [expected.reading] : []), ...inFields]);
}

/** The most telling part decides: the status if the choices differ in it, then the code, then the message. */
function outcomeShown(
  { reading, by }: ByReading<Outcome>,
  response: Response,
): { outcome: Outcome; shown: Shown[] } {
  const choices = Object.entries(by);
  const parts = [matchesStatus, matchesCode, matchesMessage];
  let left = choices;
  for (const matches of parts) {
    left = left.filter(([, outcome]) => matches(outcome, response));
    const [only, ...others] = left;
    if (only !== undefined && others.length === 0) {
      return { outcome: only[1], shown: [{ reading, choice: only[0] }] };
    }
  }
  const [first] = left.length > 0 ? left : choices;
  return { outcome: first?.[1] ?? { status: 200 }, shown: [{ reading }] };
}

const matchesStatus = ({ status }: Outcome, response: Response): boolean => status === response.status;

const matchesCode = ({ code }: Outcome, response: Response): boolean =>
  code === undefined || code === response.code;

const matchesMessage = ({ message }: Outcome, response: Response): boolean =>
  message === undefined ||
  (typeof message === "string" ? message === response.message : message.test(response.message ?? ""));

function headDifferences(outcome: Outcome, response: Response): string[] {
  const parts = { status: matchesStatus, code: matchesCode, message: matchesMessage };
  return Object.entries(parts).flatMap(([part, matches]) => (matches(outcome, response) ? [] : [part]));
}

function judgeField([path, rule]: Field, body: unknown): Pick<Judgement, "differences" | "shown"> {
  const value = valueAt(body, path);
  if (!isByReading(rule))
    return { differences: obeys(rule, value) ? [] : [differenceAt(path, value)], shown: [] };
  const { reading, by } = rule;
  const choices = Object.entries(by).filter(([, each]) => obeys(each, value));
  const [first] = choices;
  if (first === undefined) return { differences: [differenceAt(path, value)], shown: [{ reading }] };
  return { differences: [], shown: choices.length === 1 ? [{ reading, choice: first[0] }] : [] };
}

function obeys(rule: Rule, value: unknown): boolean {
  if ("form" in rule) return typeof value === "string" && rule.form.test(value);
  if ("equals" in rule) return value === rule.equals;
  return rule.type === "absent" ? value === undefined : typeof value === rule.type;
}

/** Names the kind of value that was found, not the value: it may be a key, or tell whose account it is. */
function differenceAt(path: string, value: unknown): string {
  if (value === undefined) return `${path} (absent)`;
  const kind = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
  return `${path} (${kind})`;
}

/** @returns the value at a path through objects and lists; undefined if there is none */
export function valueAt(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }, body);
}
