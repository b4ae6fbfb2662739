// How commands end: their statuses, error codes and messages as documented, and the statuses of several together.

/** The documented error codes, each with the text that goes with it. */
export const commandErrors = {
  InstanceNotExists: "the specified instance does not exists",
  InstanceReleased: "the specified instance has been released",
  InstanceNotRunning: "the instance is not running when create task",
  CommandNotApplicable: "the command is not applicable",
  AccountNotExists: "the specified account does not exists",
  DirectoryNotExists: "the specified directory does not exists",
  ClientNotRunning: "the aliyun service is not running on the instance",
  ClientNotResponse: "the aliyun service in the instance does not response",
  ClientIsUpgrading: "the aliyun service in the instance is upgrading now",
  ClientNeedUpgrade: "the aliyun service in the instance need upgrade",
  DeliveryTimeout: "the command delivery has been timeout",
  ExecutionTimeout: "the command execution has been timeout",
  ExecutionException: "the command execution got an exception",
  ExecutionInterrupted: "the command execution has been interrupted",
  ExitCodeNonzero: "the command execution exit code is not zero",
  SecurityGroupRuleDenied: "the security group rules denied access to the aliyun service",
} as const;

/** An error code of a command on one instance. */
export type CommandErrorCode = keyof typeof commandErrors;

/** The statuses that a command on one instance ends with, each with the error code that usually explains it. */
export const finalStatuses = {
  Success: undefined,
  Failed: "ExitCodeNonzero",
  Invalid: "CommandNotApplicable",
  Aborted: "DeliveryTimeout",
  Error: "ExecutionException",
  Timeout: "ExecutionTimeout",
  Cancelled: undefined,
  Terminated: "ExecutionInterrupted",
} as const satisfies Record<string, CommandErrorCode | undefined>;

/** The status of a command that has ended on one instance. */
export type FinalStatus = keyof typeof finalStatuses;

/** The status of a command on one instance. */
export type InvocationStatus = FinalStatus | "Pending" | "Running" | "Stopping" | "Scheduled";

/** @returns the status in the API's former terms, which are still part of its responses. */
export function formerStatus(status: InvocationStatus): string {
  switch (status) {
    case "Pending":
    case "Running":
    case "Scheduled":
      return "Running";
    case "Stopping":
      return "Stopping";
    case "Success":
      return "Finished";
    case "Cancelled":
    case "Terminated":
      return "Stopped";
    case "Failed":
    case "Invalid":
    case "Aborted":
    case "Error":
    case "Timeout":
      return "Failed";
  }
}

/** @returns the status of a command on all its instances together. */
export function overallStatus(statuses: readonly InvocationStatus[]): string {
  for (const status of ["Pending", "Scheduled", "Running", "Stopping"] as const) {
    if (statuses.includes(status)) return status;
  }
  const former = statuses.map(formerStatus);
  if (former.every((one) => one === "Stopped")) return "Stopped";
  if (former.every((one) => one === "Stopped" || one === "Finished")) return "Success";
  return former.every((one) => one === "Stopped" || one === "Failed") ? "Failed" : "PartialFailed";
}

/** @returns the overall status in the API's former terms. */
export function formerOverallStatus(statuses: readonly InvocationStatus[]): string {
  const overall = overallStatus(statuses);
  if (overall === "Pending" || overall === "Scheduled") return "Running";
  return overall === "Success" ? "Finished" : overall;
}
