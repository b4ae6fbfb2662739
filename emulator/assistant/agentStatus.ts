// Whether Cloud Assistant can reach an instance.
import type { Cloud } from "../cloud/cloud";
import type { Instance } from "../cloud/instances";
import type { Place } from "../cloud/state";
import type { CommandErrorCode } from "./outcomes";

/** Cloud Assistant Agent as the service sees it. */
export interface AgentStatus {
  /** Whether it was heard of lately. */
  readonly alive: boolean;
  readonly lastHeartbeatMs?: number;
}

/** @returns the agent of an instance. An instance that does not really run has none. */
export function agentOf(cloud: Cloud, place: Place, { instanceId }: Instance): AgentStatus {
  const lastHeartbeatMs = cloud.machines.find(place, instanceId)?.lastHeartbeatMs();
  if (lastHeartbeatMs === undefined) return { alive: false };
  const alive = cloud.nowMs() - lastHeartbeatMs <= cloud.commandConditions().heartbeatTimeoutMs;
  return { alive, lastHeartbeatMs };
}

/** @returns why an instance cannot run a command of a type, if it cannot. */
export function unfitReason(
  cloud: Cloud,
  place: Place,
  instance: Instance,
  commandType: string,
): CommandErrorCode | undefined {
  const fitting = commandType === "RunShellScript" ? "linux" : "windows";
  if (instance.osType !== fitting) return "CommandNotApplicable";
  if (instance.status !== "Running") return "InstanceNotRunning";
  return agentOf(cloud, place, instance).alive ? undefined : "ClientNotRunning";
}
