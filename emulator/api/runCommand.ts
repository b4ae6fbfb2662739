// RunCommand: creates a Cloud Assistant command and runs it once, on one or more instances.
import { randomBytes } from "node:crypto";
import { unfitReason } from "../assistant/agentStatus";
import { deliver, end } from "../assistant/delivery";
import { newTask, type AssistantCommand, type Invocation } from "../assistant/invocations";
import { ownParameters } from "../calls";
import { findInstance, type Cloud } from "../cloud/cloud";
import type { Instance } from "../cloud/instances";
import type { Place } from "../cloud/state";
import { placeOf, type Call, type ResponseFields } from "./call";
import {
  clientTokenMismatch,
  instanceIdsExceedLimit,
  invocationQuotaExceeded,
  malformedClientToken,
  missingInstanceIds,
  unfitInstance,
  unknownCommandInstance,
} from "./commandErrors";
import { numberedList, optional, type Parameters } from "./parameters";
import { readCommand } from "./readCommand";

const instancesPerCall = 100;

/** Runs a command. */
export function runCommand(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const place = placeOf(cloud, call);
  const token = clientToken(parameters);
  const request = requestText(parameters);
  const use = token === undefined ? undefined : cloud.invocations.tokenUse(place, token);
  if (use !== undefined && use.request !== request) throw clientTokenMismatch();
  // A repeated request runs nothing, even if its instances could not run it by now.
  if (use !== undefined) return idsOf(use.invocation);
  const command = readCommand(parameters, place.accountId);
  const instances = instancesOf(cloud, place, parameters);
  const reasons = instances.map((instance) => unfitReason(cloud, place, instance, command.type));
  const refused = cloud.readings.unfitInstances === "refused" || command.repeatMode === "DryRun";
  if (refused && reasons.some((reason) => reason !== undefined)) throw unfitInstance();
  if (command.repeatMode === "DryRun") return {};
  if (!cloud.takeInvocation()) throw invocationQuotaExceeded();
  const invocation = begin(cloud, place, command, instances);
  if (token !== undefined) cloud.invocations.useToken(token, { request, invocation });
  return idsOf(invocation);
}

function begin(
  cloud: Cloud,
  place: Place,
  command: AssistantCommand,
  instances: readonly Instance[],
): Invocation {
  const invocation = {
    place,
    invokeId: `t-${randomBytes(16).toString("hex")}`,
    command,
    creationMs: cloud.nowMs(),
    tasks: instances.map(({ instanceId }) => newTask(instanceId, cloud.nowMs)),
  };
  cloud.invocations.add(invocation);
  for (const [index, instance] of instances.entries()) {
    const task = invocation.tasks[index];
    if (task === undefined) continue;
    const machine = cloud.machines.find(place, instance.instanceId);
    const reason = unfitReason(cloud, place, instance, command.type);
    if (machine === undefined || reason !== undefined) end(cloud, task, "Aborted", reason);
    else deliver(cloud, invocation, task, machine);
  }
  return invocation;
}

const idsOf = ({ command, invokeId }: Invocation): ResponseFields => ({
  CommandId: command.commandId,
  InvokeId: invokeId,
});

function clientToken(parameters: Parameters): string | undefined {
  const token = optional(parameters, "ClientToken");
  if (token !== undefined && !/^[\u{20}-\u{7E}]{1,64}$/u.test(token)) throw malformedClientToken();
  return token;
}

/** @returns the same text for requests with the same parameters of their own. */
function requestText(parameters: Parameters): string {
  return JSON.stringify(ownParameters(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function instancesOf(cloud: Cloud, place: Place, parameters: Parameters): Instance[] {
  const ids = [...new Set(numberedList(parameters, "InstanceId"))];
  if (ids.length === 0 || ids.includes("")) throw missingInstanceIds();
  if (ids.length > instancesPerCall) throw instanceIdsExceedLimit();
  return ids.map((instanceId) => {
    const instance = findInstance(cloud, place, instanceId);
    if (instance === undefined) throw unknownCommandInstance();
    return instance;
  });
}
