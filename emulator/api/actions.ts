// The actions that the emulator serves, by version of the API.
import { assumeRole, assumeRoleWithOidc } from "./assumeRole";
import { attachKeyPair, detachKeyPair } from "./bindKeyPair";
import type { Action, AnonymousAction } from "./call";
import { createKeyPair, importKeyPair } from "./createKeyPair";
import { deleteKeyPairs } from "./deleteKeyPairs";
import { describeCloudAssistantStatus } from "./describeCloudAssistantStatus";
import { describeInstanceStatus } from "./describeInstanceStatus";
import { describeInstances } from "./describeInstances";
import { describeInvocationResults, describeInvocations } from "./describeInvocations";
import { describeKeyPairs } from "./describeKeyPairs";
import { describeRegions } from "./describeRegions";
import { invalidVersion, missingCommonParameter, unknownApi } from "./gatewayErrors";
import { getCallerIdentity } from "./getCallerIdentity";
import { joinResourceGroup } from "./joinResourceGroup";
import {
  rebootInstance,
  rebootInstances,
  startInstance,
  startInstances,
  stopInstance,
  stopInstances,
} from "./powerInstances";
import { runCommand } from "./runCommand";
import { listTagResources, tagResources, untagResources } from "./tagResources";

/** An action, the name that its responses carry, and whether its calls must be signed. */
export type NamedAction =
  | { readonly name: string; readonly signed: true; readonly run: Action }
  | { readonly name: string; readonly signed: false; readonly run: AnonymousAction };

const actionsByVersion: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  "2014-05-26": {
    AttachKeyPair: attachKeyPair,
    CreateKeyPair: createKeyPair,
    DeleteKeyPairs: deleteKeyPairs,
    DescribeCloudAssistantStatus: describeCloudAssistantStatus,
    DescribeInstanceStatus: describeInstanceStatus,
    DescribeInstances: describeInstances,
    DescribeInvocationResults: describeInvocationResults,
    DescribeInvocations: describeInvocations,
    DescribeKeyPairs: describeKeyPairs,
    DescribeRegions: describeRegions,
    DetachKeyPair: detachKeyPair,
    ImportKeyPair: importKeyPair,
    JoinResourceGroup: joinResourceGroup,
    ListTagResources: listTagResources,
    RebootInstance: rebootInstance,
    RebootInstances: rebootInstances,
    RunCommand: runCommand,
    StartInstance: startInstance,
    StartInstances: startInstances,
    StopInstance: stopInstance,
    StopInstances: stopInstances,
    TagResources: tagResources,
    UntagResources: untagResources,
  },
  "2015-04-01": {
    AssumeRole: assumeRole,
    GetCallerIdentity: getCallerIdentity,
  },
};

// One document writes an action's name in lower case, so case is ignored.
const byLowerCaseName = new Map<string, NamedAction>();
for (const [version, actions] of Object.entries(actionsByVersion)) {
  for (const [name, run] of Object.entries(actions)) {
    byLowerCaseName.set(`${version}/${name.toLowerCase()}`, { name, signed: true, run });
  }
}
byLowerCaseName.set("2015-04-01/assumerolewithoidc", {
  name: "AssumeRoleWithOIDC",
  signed: false,
  run: assumeRoleWithOidc,
});

/**
 * Finds an action.
 *
 * @throws {@link ApiError} MissingAction, MissingVersion, InvalidVersion, InvalidApi.NotFound
 */
export function findAction(version: string, name: string): NamedAction {
  if (name === "") throw missingCommonParameter("Action");
  if (version === "") throw missingCommonParameter("Version");
  const action = byLowerCaseName.get(`${version}/${name.toLowerCase()}`);
  if (action !== undefined) return action;
  throw !Object.hasOwn(actionsByVersion, version) || hasOtherVersion(name) ? invalidVersion() : unknownApi();
}

const hasOtherVersion = (name: string): boolean =>
  Object.keys(actionsByVersion).some((version) => byLowerCaseName.has(`${version}/${name.toLowerCase()}`));
