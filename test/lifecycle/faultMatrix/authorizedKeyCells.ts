/** The cells of an authorized key's fault matrix: what goes wrong with which action, while a key is added, removed or looked for. */
import { newKey } from "../authorizedKeys";
import type { Values } from "../rpc";
import { cellsOf, isInTurn, promisedFor, type CalledIn, type Cell, type Outcome } from "./cells";
import type { Target } from "./faults";
import type { CallsBefore } from "./gate";

const actions = [
  "RunCommand",
  "DescribeInvocationResults",
  "DescribeCloudAssistantStatus",
  "DescribeInstances",
] as const;

/** An action that an authorized key's life calls. */
type Action = (typeof actions)[number];

/** What goes on meanwhile: an update adds the new key first and then removes the old one. */
type Way = "adding" | "removing" | "looking";

/** One cell. */
export type AuthorizedKeyCell = Cell<Action, Way>;

const calledIn: Readonly<Record<Action, CalledIn<Way>>> = {
  RunCommand: { create: ["adding"], update: ["adding", "removing"], delete: ["removing"] },
  DescribeInvocationResults: { create: ["adding"], update: ["adding", "removing"], delete: ["removing"] },
  DescribeCloudAssistantStatus: { create: ["adding"], update: ["adding"], delete: ["removing"] },
  DescribeInstances: { create: ["adding"], read: ["looking"], update: ["adding"], delete: ["removing"] },
};

/** Every cell whose action is called. */
export const authorizedKeyCells = cellsOf(actions, calledIn).filter((cell) => !isOutOfReach(cell));

/** How often results are asked for before the second command is a matter of time, so no call before it can be counted. */
function isOutOfReach({ fault, action, step, way }: AuthorizedKeyCell): boolean {
  return fault === "refused connection" && action === "RunCommand" && step === "update" && way === "removing";
}

/** Each action in each step with each way of failing; adding and removing take telling faults in turn. */
export const tellingAuthorizedKeyCells = authorizedKeyCells.filter((cell) =>
  isInTurn(cell, calledIn[cell.action][cell.step]),
);

/** What a cell's fault hits. */
export function targetOf(cell: AuthorizedKeyCell): Target {
  const { action, step, way } = cell;
  const after = callsBefore(cell);
  return {
    action,
    service: "ecs",
    onlyReads: action !== "RunCommand",
    ...(after !== undefined && { after }),
    isLater: step === "update" && way === "removing",
  };
}

function callsBefore({ action, step, way }: AuthorizedKeyCell): CallsBefore | undefined {
  const isSecondCommand = step === "update" && way === "removing";
  switch (action) {
    case "DescribeInstances":
      return undefined;
    case "DescribeCloudAssistantStatus":
      return { action: "DescribeInstances", calls: 1 };
    case "RunCommand":
      return { action: isSecondCommand ? "RunCommand" : "DescribeCloudAssistantStatus", calls: 1 };
    case "DescribeInvocationResults":
      return { action: "RunCommand", calls: isSecondCommand ? 2 : 1 };
  }
}

/** What the design promises for a cell: a key that may be on an instance is in state, so none has to be reported. */
export function promised({ fault, action }: AuthorizedKeyCell): Outcome {
  return promisedFor(fault, action === "RunCommand" ? "clean error" : "recovered");
}

/** The public keys of a cell, before the update and after it. They are its own: a host remembers which keys others want. */
export interface CellKeys {
  readonly first: string;
  readonly second: string;
}

const cellKeys = new Map<string, CellKeys>();

/** The keys of a cell. */
export function keysOf(cell: AuthorizedKeyCell): CellKeys {
  const name = nameOf(cell);
  const keys = cellKeys.get(name) ?? { first: newKey(), second: newKey() };
  cellKeys.set(name, keys);
  return keys;
}

function nameOf({ fault, action, step, way }: AuthorizedKeyCell): string {
  return ["dev", fault, action, step, way].join("-").replaceAll(/[^A-Za-z0-9-]/g, "-");
}

/** The instances that are to have the key. */
export const ourIds: readonly string[] = ["i-1", "i-2"];

/** As long as the late effect is, so that the calls before it have time on a busy machine too. */
const deadline = "9s";

/** The arguments of a cell's key, before the update and after it. */
export function argumentsOf(cell: AuthorizedKeyCell): { readonly first: Values; readonly second: Values } {
  const { fault, action, step } = cell;
  const { first, second } = keysOf(cell);
  const common: Values = {
    owner: `project/stack/${nameOf(cell)}`,
    instanceIds: ourIds,
    // A lookup that comes late is repeated: that needs time, not a deadline.
    ...(fault === "effect later than the deadline" &&
      action === "RunCommand" && { customTimeouts: { [step]: deadline } }),
  };
  return { first: { ...common, publicKey: first }, second: { ...common, publicKey: second } };
}
