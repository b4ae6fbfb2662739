// The actions that the emulator serves, each under the version of the API that it belongs to.
import type { Action } from "./call";
import { createKeyPair } from "./createKeyPair";
import { deleteKeyPairs } from "./deleteKeyPairs";
import { describeKeyPairs } from "./describeKeyPairs";
import { unknownApi } from "./errors";
import { getCallerIdentity } from "./getCallerIdentity";

/** An action with the name that its answers carry. */
export interface NamedAction {
  readonly name: string;
  readonly run: Action;
}

const actionsByVersion: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  "2014-05-26": {
    CreateKeyPair: createKeyPair,
    DeleteKeyPairs: deleteKeyPairs,
    DescribeKeyPairs: describeKeyPairs,
  },
  "2015-04-01": {
    GetCallerIdentity: getCallerIdentity,
  },
};

// One document writes the action's name in lower case, so case does not count.
const byLowerCaseName = new Map<string, NamedAction>();
for (const [version, actions] of Object.entries(actionsByVersion)) {
  for (const [name, run] of Object.entries(actions)) {
    byLowerCaseName.set(`${version}/${name.toLowerCase()}`, { name, run });
  }
}

/**
 * Finds an action.
 *
 * @throws {@link ApiError} InvalidApi.NotFound
 */
export function findAction(version: string, name: string): NamedAction {
  const action = byLowerCaseName.get(`${version}/${name.toLowerCase()}`);
  if (action === undefined) throw unknownApi();
  return action;
}
