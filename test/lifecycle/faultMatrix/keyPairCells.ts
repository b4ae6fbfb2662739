/** The cells of a key pair's fault matrix: what goes wrong with which action, in the life of which kind of pair. */
import type { Values } from "../rpc";
import { cellsOf, isInTurn, isTelling, promisedFor, type CalledIn, type Cell, type Outcome } from "./cells";
import { shortDeadline, type Target } from "./faults";

const actions = [
  "CreateKeyPair",
  "ImportKeyPair",
  "DescribeKeyPairs",
  "DeleteKeyPairs",
  "TagResources",
  "JoinResourceGroup",
  "GetCallerIdentity",
] as const;

/** An action that a pair's life calls. */
type Action = (typeof actions)[number];

/** How the pair comes to its name and its key. */
const ways = ["generated name", "fixed name", "local key"] as const;

/** One cell. */
export type KeyPairCell = Cell<Action, (typeof ways)[number]>;

const calledIn: Readonly<Record<Action, CalledIn<KeyPairCell["way"]>>> = {
  CreateKeyPair: { create: ["generated name", "fixed name"] },
  ImportKeyPair: { create: ["local key"] },
  DescribeKeyPairs: { read: ways, update: ways, delete: ways },
  DeleteKeyPairs: { delete: ways },
  TagResources: { update: ways },
  JoinResourceGroup: { update: ways },
  GetCallerIdentity: { create: ways },
};

/** Every cell whose action is called. */
export const keyPairCells = cellsOf(actions, calledIn);

/**
 * The cells with a path of their own through a host: each action in each step with each way of failing. Of the ways to a name
 * and a key they take one in turn, and every one only where a pair is made, for there the ways differ in what can be lost.
 */
export const tellingKeyPairCells = keyPairCells.filter(
  (cell) =>
    (cell.action === "CreateKeyPair" && isTelling(cell.fault)) ||
    isInTurn(cell, calledIn[cell.action][cell.step]),
);

/** The action that a step calls before this one. */
const before: Partial<Record<Action, Action>> = {
  DeleteKeyPairs: "DescribeKeyPairs",
  JoinResourceGroup: "TagResources",
  TagResources: "DescribeKeyPairs",
};

/** What a cell's fault hits. */
export function targetOf({ action }: KeyPairCell): Target {
  const previous = before[action];
  return {
    action,
    service: action === "GetCallerIdentity" ? "sts" : "ecs",
    onlyReads: action === "DescribeKeyPairs" || action === "GetCallerIdentity",
    ...(previous !== undefined && { after: { action: previous, calls: 1 } }),
  };
}

/** What the design promises for a cell. */
export function promised({ fault, action }: KeyPairCell): Outcome {
  // Who we are is good to know, but no reason to hold up a create.
  return action === "GetCallerIdentity" ? "recovered" : promisedFor(fault, lateOutcome(action));
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

/** The arguments of a cell's pair, before the update and after it. */
export function argumentsOf({ way, fault, action, step }: KeyPairCell): {
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
