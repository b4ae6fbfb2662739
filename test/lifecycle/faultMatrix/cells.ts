/** What the cells of every resource's fault matrix have in common: a fault, and the step of a life that meets it. */
import { faultNames, type FaultName } from "./faults";

const steps = ["create", "read", "update", "delete"] as const;

/** A step of a resource's life. */
export type Step = (typeof steps)[number];

/** One cell: the fault hits this action in this step of a life that goes this way. */
export interface Cell<Action extends string = string, Way extends string = string> {
  readonly fault: FaultName;
  readonly action: Action;
  readonly step: Step;
  readonly way: Way;
}

/** What a cell must come to. */
export type Outcome = "recovered" | "reported" | "clean error";

/** The steps that call an action, each with the ways in which it does. */
export type CalledIn<Way extends string> = Partial<Record<Step, readonly Way[]>>;

/** Every cell whose action is called. */
export function cellsOf<Action extends string, Way extends string>(
  actions: readonly Action[],
  calledIn: Readonly<Record<Action, CalledIn<Way>>>,
): readonly Cell<Action, Way>[] {
  return faultNames.flatMap((fault) =>
    actions.flatMap((action) =>
      steps.flatMap((step) => (calledIn[action][step] ?? []).map((way) => ({ fault, action, step, way }))),
    ),
  );
}

/** One fault of each way of failing: never sent, done but unanswered, done too late, refused for a time, refused for good. */
const tellingFaults: readonly FaultName[] = [
  "refused connection",
  "reset after",
  "effect later than the deadline",
  "Throttling x 1",
  "wrong signature",
];

/** Whether the cell's fault is a telling one, and its way is the one that this fault takes: telling faults take them in turn. */
export function isInTurn({ fault, way }: Cell, ways: readonly string[] = []): boolean {
  return isTelling(fault) && ways[tellingFaults.indexOf(fault) % ways.length] === way;
}

/** Whether a fault stands for others that fail alike. */
export function isTelling(fault: FaultName): boolean {
  return tellingFaults.includes(fault);
}

/** What can't pass by itself ends the operation. */
const lasting: readonly FaultName[] = ["refused connection", "wrong signature", "clock skew"];

/**
 * What the design promises for a cell.
 *
 * @param late - what it promises where the effect comes later than the deadline
 */
export function promisedFor(fault: FaultName, late: Outcome): Outcome {
  if (fault === "effect later than the deadline") {
    return late;
  }
  return lasting.includes(fault) ? "clean error" : "recovered";
}

/** What an error must say, by what went wrong. */
export const wording: Partial<Record<FaultName, RegExp>> = {
  "refused connection": /can't be reached: connection refused/,
  "effect later than the deadline": /did not respond within/,
  "wrong signature":
    /SignatureDoesNotMatch \(HTTP 400, RequestId [0-9A-F-]+\): [^\n]+\nThe secret key does not match/,
  "clock skew": /InvalidTimeStamp\.Expired[\s\S]+clock/,
};
