/** The cells of an attachment's fault matrix: what goes wrong with which action, in the life of which kind of attachment. */
import type { Values } from "../rpc";
import { cellsOf, isInTurn, promisedFor, type CalledIn, type Cell, type Outcome } from "./cells";
import { shortDeadline, type Target } from "./faults";
import type { CallsBefore } from "./gate";

const actions = ["AttachKeyPair", "DetachKeyPair", "DescribeInstances", "RebootInstances"] as const;

/** An action that an attachment's life calls. */
type Action = (typeof actions)[number];

/** What its life is about: other instances, another pair for them too, or restarts. */
type Way = "other instances" | "another pair" | "restarts";

/** One cell. */
export type AttachmentCell = Cell<Action, Way>;

const calledIn: Readonly<Record<Action, CalledIn<Way>>> = {
  AttachKeyPair: { create: ["other instances"], update: ["other instances", "another pair"] },
  DetachKeyPair: { update: ["other instances", "another pair"], delete: ["other instances"] },
  DescribeInstances: {
    create: ["other instances"],
    read: ["other instances"],
    update: ["other instances"],
    delete: ["other instances"],
  },
  RebootInstances: { create: ["restarts"] },
};

/** Every cell whose action is called. */
export const attachmentCells = cellsOf(actions, calledIn);

/** Each action in each step with each way of failing; of two ways, telling faults take one in turn. */
export const tellingAttachmentCells = attachmentCells.filter((cell) =>
  isInTurn(cell, calledIn[cell.action][cell.step]),
);

/** What a cell's fault hits. */
export function targetOf({ action, step }: AttachmentCell): Target {
  const after = callsBefore(action, step);
  return {
    action,
    service: "ecs",
    onlyReads: action === "DescribeInstances",
    ...(after !== undefined && { after }),
  };
}

function callsBefore(action: Action, step: AttachmentCell["step"]): CallsBefore | undefined {
  switch (action) {
    case "DescribeInstances":
      return undefined;
    case "AttachKeyPair":
      return { action: "DescribeInstances", calls: 1 };
    case "DetachKeyPair":
      return { action: step === "update" ? "AttachKeyPair" : "DescribeInstances", calls: 1 };
    case "RebootInstances":
      // The instances are looked up before they are bound, and again before they restart.
      return { action: "DescribeInstances", calls: 2 };
  }
}

/** What the design promises for a cell. */
export function promised({ fault, action }: AttachmentCell): Outcome {
  return promisedFor(fault, lateOutcome(action));
}

function lateOutcome(action: Action): Outcome {
  switch (action) {
    case "AttachKeyPair":
      return "reported";
    case "DescribeInstances":
      return "recovered";
    case "DetachKeyPair":
    case "RebootInstances":
      return "clean error";
  }
}

/** What an attachment binds. */
export interface Wanted {
  readonly keyPairName: string;
  readonly instanceIds: readonly string[];
}

/** What a cell's attachment binds before the update and after it. The name is its own: a host remembers what it was asked to bind. */
export function wantedOf(cell: AttachmentCell): { readonly first: Wanted; readonly second: Wanted } {
  const keyPairName = nameOf(cell);
  return {
    first: { keyPairName, instanceIds: ["i-1", "i-2"] },
    second: {
      keyPairName: cell.way === "another pair" ? `${keyPairName}-next` : keyPairName,
      instanceIds: ["i-2", "i-3"],
    },
  };
}

function nameOf({ fault, action, step, way }: AttachmentCell): string {
  return ["dev", fault, action, step, way].join("-").replaceAll(/[^A-Za-z0-9-]/g, "-");
}

/** The arguments of a cell's attachment, before the update and after it. */
export function argumentsOf(cell: AttachmentCell): { readonly first: Values; readonly second: Values } {
  const { fault, action, step, way } = cell;
  const { first, second } = wantedOf(cell);
  const common: Values = {
    owner: `project/stack/${nameOf(cell)}`,
    ...(way === "restarts" && { apply: "restart" }),
    // A lookup that comes late is repeated: that needs time, not a deadline.
    ...(fault === "effect later than the deadline" &&
      action !== "DescribeInstances" && { customTimeouts: { [step]: shortDeadline } }),
  };
  return { first: { ...common, ...first }, second: { ...common, ...second } };
}
