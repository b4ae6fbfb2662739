/** StartInstance, StopInstance, RebootInstance, and the same for several instances. */
import { needing, refused, type Case } from "./case";
import { absentInstance, prepared, type Ground } from "./ground";
import {
  inUnknownRegion,
  notSupplied,
  notValid,
  numbered,
  tooManyInstanceIds,
  unknownInstanceId,
  wrongInstanceStatus,
} from "./texts";

/** All calls that start and stop instances. A real account is asked only about an instance that does not exist. */
export function powerRows(ground: Ground): Case[] {
  return changes.flatMap((change) => [...singleRows(change), ...batchRows(ground, change)]);
}

interface PowerChange {
  readonly action: string;
  /** An instance whose state allows the change, and one whose state does not. */
  readonly fit: string;
  readonly unfit: string;
}

const changes: readonly PowerChange[] = [
  { action: "StartInstance", fit: prepared.stopped, unfit: prepared.linux },
  { action: "StopInstance", fit: prepared.linux, unfit: prepared.stopped },
  { action: "RebootInstance", fit: prepared.linux, unfit: prepared.stopped },
];

const dryRun = { DryRun: "true" };

/** Calls on one instance. */
function singleRows({ action, fit, unfit }: PowerChange): Case[] {
  const row = (parameters: Record<string, string>, status: number, code: string, message: string): Case =>
    refused(action, parameters, status, code, message);
  return [
    ...needing("instance", [
      row({}, 400, "MissingParameter", notSupplied("InstanceId")),
      row({ InstanceId: absentInstance }, 404, "InvalidInstanceId.NotFound", unknownInstanceId),
      inUnknownRegion(action, { InstanceId: absentInstance }),
    ]),
    ...needing("state", [
      row(
        { InstanceId: fit, RegionId: prepared.otherRegion },
        404,
        "InvalidInstanceId.NotFound",
        unknownInstanceId,
      ),
      row({ InstanceId: unfit }, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
      row({ InstanceId: prepared.pending }, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
      row({ InstanceId: unfit, ...dryRun }, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
      row(
        { InstanceId: fit, ...dryRun },
        400,
        "DryRunOperation",
        "Request validation has been passed with DryRun flag set.",
      ),
    ]),
  ];
}

/** Calls on several instances. */
function batchRows({ regionId }: Ground, { action, fit, unfit }: PowerChange): Case[] {
  const RegionId = regionId;
  const row = (parameters: Record<string, string>, status: number, code: string, message: string): Case =>
    refused(`${action}s`, parameters, status, code, message);
  const absent = { RegionId, "InstanceId.1": absentInstance };
  const two = { RegionId, "InstanceId.1": fit, "InstanceId.2": unfit };
  const passed = "This request is a dryrun request with successful result.";
  const badIds = "The specified instanceIds is not valid.";
  const badMode = { BatchOptimization: "Sometimes" };
  const tooMany = { RegionId, ...numbered("InstanceId", 101, { value: absentInstance }) };
  return [
    ...needing("instance", [
      row({ "InstanceId.1": absentInstance }, 400, "MissingParameter", notSupplied("RegionId")),
      inUnknownRegion(`${action}s`, absent),
      row({ RegionId }, 403, "InvalidInstanceId.NotFound", "InstanceId should not be null."),
      row(tooMany, 403, "InvalidParameter.TooManyInstanceIds", tooManyInstanceIds),
      row({ ...absent, "InstanceId.2": "" }, 403, "Abs.InvalidInstanceIds.MalFormed", badIds),
      row({ ...absent, ...badMode }, 400, "InvalidParameter", notValid("BatchOptimization")),
      row(absent, 404, "InvalidInstanceId.NotFound", unknownInstanceId),
    ]),
    ...needing("state", [
      row(two, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
      row({ ...two, ...dryRun }, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
      row({ ...two, "InstanceId.2": absentInstance }, 404, "InvalidInstanceId.NotFound", unknownInstanceId),
      row({ RegionId, "InstanceId.1": fit, ...dryRun }, 400, "DRYRUN.SUCCESS", passed),
      row({ ...two, BatchOptimization: "SuccessFirst", ...dryRun }, 400, "DRYRUN.SUCCESS", passed),
    ]),
  ];
}
