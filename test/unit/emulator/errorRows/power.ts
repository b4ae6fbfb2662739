// Errors of StartInstance, StopInstance, RebootInstance, and of the actions on several instances.
import { regionId } from "../fixtures";
import { notSupplied, numbered, unknownRegion, type Row } from "./row";

const wrongStatus = "The current status of the resource does not support this operation.";
const unknownId = "The specified InstanceId does not exist.";
const dryRun = { DryRun: "true" };

/** Actions, with an instance whose state allows them, and one whose state does not. */
const actions = [
  ["StartInstance", "i-stopped", "i-linux"],
  ["StopInstance", "i-linux", "i-stopped"],
  ["RebootInstance", "i-linux", "i-stopped"],
] as const;

/** Errors of the actions that change an instance's state. */
export const powerRows: Row[] = actions.flatMap(([action, fit, unfit]): Row[] => {
  const several = `${action}s`;
  const two = { RegionId: regionId, "InstanceId.1": fit, "InstanceId.2": unfit };
  return [
    [action, {}, 400, "MissingParameter", notSupplied("InstanceId")],
    [action, { InstanceId: "i-none" }, 404, "InvalidInstanceId.NotFound", unknownId],
    [action, { InstanceId: fit, RegionId: "eu-central-1" }, 404, "InvalidInstanceId.NotFound", unknownId],
    [action, { InstanceId: fit, RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
    [action, { InstanceId: unfit }, 403, "IncorrectInstanceStatus", wrongStatus],
    [action, { InstanceId: "i-pending" }, 403, "IncorrectInstanceStatus", wrongStatus],
    [action, { InstanceId: unfit, ...dryRun }, 403, "IncorrectInstanceStatus", wrongStatus],
    [
      action,
      { InstanceId: fit, ...dryRun },
      400,
      "DryRunOperation",
      "Request validation has been passed with DryRun flag set.",
    ],
    [several, { "InstanceId.1": fit }, 400, "MissingParameter", notSupplied("RegionId")],
    [several, { ...two, RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
    [several, { RegionId: regionId }, 403, "InvalidInstanceId.NotFound", "InstanceId should not be null."],
    [
      several,
      { RegionId: regionId, ...numbered("InstanceId", 101) },
      403,
      "InvalidParameter.TooManyInstanceIds",
      "Instance ids cannot be more than 100.",
    ],
    [
      several,
      { ...two, "InstanceId.2": "" },
      403,
      "Abs.InvalidInstanceIds.MalFormed",
      "The specified instanceIds is not valid.",
    ],
    [
      several,
      { ...two, BatchOptimization: "Sometimes" },
      400,
      "InvalidParameter",
      'The specified parameter "BatchOptimization" is not valid.',
    ],
    [several, two, 403, "IncorrectInstanceStatus", wrongStatus],
    [several, { ...two, ...dryRun }, 403, "IncorrectInstanceStatus", wrongStatus],
    [several, { ...two, "InstanceId.2": "i-none" }, 404, "InvalidInstanceId.NotFound", unknownId],
    ...[
      { RegionId: regionId, "InstanceId.1": fit, ...dryRun },
      { ...two, BatchOptimization: "SuccessFirst", ...dryRun },
    ].map((parameters): Row => [
      several,
      parameters,
      400,
      "DRYRUN.SUCCESS",
      "This request is a dryrun request with successful result.",
    ]),
  ];
});
