/** The cells of the fault matrix: what goes wrong with which action, in the life of which kind of pair. */
import type { Values } from "../rpc";
import { actions, faultNames, shortDeadline, type Action, type FaultName } from "./faults";

/** How the pair comes to its name and its key. */
export const ways = ["generated name", "fixed name", "local key"] as const;

/** One of them. */
export type Way = (typeof ways)[number];

/** A step of a pair's life; it calls the actions that `calledIn` names. */
export type Step = "create" | "update" | "read" | "delete";

/** One cell. */
export interface Cell {
  readonly fault: FaultName;
  readonly action: Action;
  readonly step: Step;
  readonly way: Way;
}

/** What a cell must come to. */
export type Outcome = "recovered" | "reported" | "clean error";

const calledIn: Readonly<Record<Action, readonly Step[]>> = {
  CreateKeyPair: ["create"],
  ImportKeyPair: ["create"],
  DescribeKeyPairs: ["read", "update", "delete"],
  DeleteKeyPairs: ["delete"],
  TagResources: ["update"],
  JoinResourceGroup: ["update"],
  GetCallerIdentity: ["create"],
};

/** The ways in whose lives an action is called; the others call it in every one. */
const waysThatCall: Partial<Record<Action, readonly Way[]>> = {
  CreateKeyPair: ["generated name", "fixed name"],
  ImportKeyPair: ["local key"],
};

/** Every cell whose action is called. */
export const cells: readonly Cell[] = faultNames.flatMap((fault) =>
  actions.flatMap((action) =>
    calledIn[action].flatMap((step) =>
      (waysThatCall[action] ?? ways).map((way) => ({ fault, action, step, way })),
    ),
  ),
);

/** One fault of each way of failing: never sent, done but unanswered, done too late, refused for a time, refused for good. */
const tellingFaults: readonly FaultName[] = [
  "refused connection",
  "reset after",
  "effect later than the deadline",
  "Throttling x 1",
  "wrong signature",
];

/**
 * The cells with a path of their own through a host: each action in each step with each way of failing. Of the ways to a name
 * and a key they take one in turn, and every one only where a pair is made, for there the ways differ in what can be lost.
 */
export const tellingCells: readonly Cell[] = cells.filter(
  ({ fault, action, way }) =>
    tellingFaults.includes(fault) &&
    (action === "CreateKeyPair" ||
      way === inTurn(tellingFaults.indexOf(fault), waysThatCall[action] ?? ways)),
);

function inTurn(index: number, among: readonly Way[]): Way | undefined {
  return among[index % among.length];
}

/** What can't pass by itself ends the operation. */
const lasting: readonly FaultName[] = ["refused connection", "wrong signature", "clock skew"];

/** What the design promises for a cell. */
export function promised({ fault, action }: Cell): Outcome {
  // Who we are is good to know, but no reason to hold up a create.
  if (action === "GetCallerIdentity") {
    return "recovered";
  }
  if (fault === "effect later than the deadline") {
    return lateOutcome(action);
  }
  return lasting.includes(fault) ? "clean error" : "recovered";
}

function lateOutcome(action: Exclude<Action, "GetCallerIdentity">): Outcome {
  switch (action) {
    case "CreateKeyPair":
    case "ImportKeyPair":
      return "reported";
    case "DescribeKeyPairs":
      return "recovered";
    case "DeleteKeyPairs":
    case "TagResources":
    case "JoinResourceGroup":
      return "clean error";
  }
}

/** What an error must say, by what went wrong. */
export const wording: Partial<Record<FaultName, RegExp>> = {
  "refused connection": /can't be reached: connection refused/,
  "effect later than the deadline": /did not respond within/,
  "wrong signature":
    /SignatureDoesNotMatch \(HTTP 400, RequestId [0-9A-F-]+\): [^\n]+\nThe secret key does not match/,
  "clock skew": /InvalidTimeStamp\.Expired[\s\S]+clock/,
};

/** The arguments of a cell's pair, before the update and after it. */
export function argsOf({ way, fault, action, step }: Cell): {
  readonly first: Values;
  readonly second: Values;
} {
  const isShort = fault === "effect later than the deadline" && action !== "GetCallerIdentity";
  const first: Values = {
    owner: "project/stack/dev",
    tags: { color: "green" },
    ...(way === "fixed name" && { keyPairName: "dev" }),
    ...(way === "local key" && { keySource: "local", algorithm: "RSA", rsaBits: 2048 }),
    ...(isShort && { customTimeouts: { [step]: shortDeadline } }),
  };
  return { first, second: { ...first, tags: { color: "blue" }, resourceGroupId: "rg-bbbbbbbbbbbbbbb" } };
}
