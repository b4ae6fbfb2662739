/** Sorts instances out on which no command can run: one of them would make ECS refuse the call for all. */
import type { EcsApi } from "../ecs/api";
import type { DescribedInstance } from "../ecs/instanceApi";
import { look, type Failure } from "../resource/instances";
import type { Operation } from "../rpc/operation";

/** Why no command can run on an instance. */
const unfitCodes = [
  "InvalidInstanceId.NotFound",
  "InstanceNotRunning",
  "WindowsInstance",
  "ClientNotRunning",
] as const;

/** An instance that does not exist, or on which no command can run. */
export interface Unfit extends Failure {
  readonly code: (typeof unfitCodes)[number];
}

/** Whether a failure says that no command can run, whoever found out: this provider beforehand, or ECS. */
export function isUnfit({ code }: Failure): boolean {
  return [
    ...unfitCodes,
    "ClientNotResponse",
    "ClientNeedUpgrade",
    "ClientIsUpgrading",
    "CommandNotApplicable",
    "DeliveryTimeout",
    "InstanceNotExists",
    "InstanceReleased",
    "InvalidInstance.NotFound",
    "InvalidInstance.NotMatch",
    "SecurityGroupRuleDenied",
  ].includes(code);
}

/** Whether a failure says that the instance no longer exists. */
export function isReleased({ code }: Failure): boolean {
  return [
    "InvalidInstanceId.NotFound",
    "InvalidInstance.NotFound",
    "InstanceNotExists",
    "InstanceReleased",
  ].includes(code);
}

/** @returns the instances among these that are unfit, each with why */
export async function unfitOf(
  ecs: EcsApi,
  regionId: string,
  instanceIds: readonly string[],
  operation: Operation,
): Promise<ReadonlyMap<string, Unfit>> {
  const live = await look(ecs, regionId, instanceIds, operation);
  const unfit = new Map<string, Unfit>();
  for (const instanceId of instanceIds) {
    const problem = problemOf(live.get(instanceId), regionId);
    if (problem !== undefined) {
      unfit.set(instanceId, problem);
    }
  }
  const candidates = instanceIds.filter((instanceId) => !unfit.has(instanceId));
  const agents = await ecs.listAgents(regionId, candidates, operation);
  for (const instanceId of candidates) {
    if (!agents.has(instanceId)) {
      unfit.set(instanceId, {
        code: "ClientNotRunning",
        message: "its Cloud Assistant agent has sent no heartbeat within the last two minutes",
      });
    }
  }
  return unfit;
}

function problemOf(instance: DescribedInstance | undefined, regionId: string): Unfit | undefined {
  if (instance === undefined) {
    return { code: "InvalidInstanceId.NotFound", message: `it does not exist in ${regionId}` };
  }
  if (instance.osType === "windows") {
    return { code: "WindowsInstance", message: "it runs Windows" };
  }
  return instance.status === "Running"
    ? undefined
    : { code: "InstanceNotRunning", message: `it is ${instance.status}` };
}
