/** AttachKeyPair, DetachKeyPair, DescribeInstances and DescribeInstanceStatus. */
import {
  accepted,
  alone,
  needing,
  outcomeBy,
  refused,
  ruleBy,
  type Case,
  type Field,
  type Story,
} from "./case";
import { absentInstance, importedPair, prepared, takenLabel, type Ground } from "./ground";
import { powerRows } from "./power";
import {
  inUnknownRegion,
  notSupplied,
  notValid,
  numbered,
  tooManyInstanceIds,
  unknownInstanceId,
  wrongInstanceStatus,
} from "./texts";

const badInstances = "The specified parameter InstanceIds is not valid.";

/** All stories about instances. */
export function instanceStories(ground: Ground): Story[] {
  return [
    boundPair(ground),
    ...alone([
      ...["AttachKeyPair", "DetachKeyPair"].flatMap((action) => bindingRows(ground, action)),
      ...refusedInstances(ground),
      ...listingRows(ground),
      ...powerRows(ground),
    ]),
  ];
}

/** @returns a field with a count, a code or a flag of a per-instance result, in either type. */
function typed(path: string, value: number | boolean): Field {
  return [
    path,
    ruleBy("instanceResultTypes", { numbers: { equals: value }, strings: { equals: String(value) } }),
  ];
}

function boundPair(ground: Ground): Story {
  const { regionId, prefix, instanceId } = ground;
  const KeyPairName = `${prefix}attached`;
  const binding = { RegionId: regionId, KeyPairName, InstanceIds: JSON.stringify([instanceId]) };
  const result: Field[] = [
    ["KeyPairName", { equals: KeyPairName }],
    typed("TotalCount", 1),
    typed("FailCount", 0),
    ["Results.Result.0.InstanceId", { equals: instanceId }],
    ["Results.Result.0.Message", { equals: "successful" }],
    typed("Results.Result.0.Code", 200),
    typed("Results.Result.0.Success", true),
  ];
  const deletion = { RegionId: regionId, KeyPairNames: JSON.stringify([KeyPairName]) };
  return needing("instance", [
    accepted("ImportKeyPair", importedPair(ground, "attached")),
    accepted("AttachKeyPair", binding, ...result),
    accepted(
      "DescribeInstances",
      { RegionId: regionId, KeyPairName },
      ["TotalCount", { equals: 1 }],
      ["Instances.Instance.0.InstanceId", { equals: instanceId }],
      ["Instances.Instance.0.KeyPairName", { equals: KeyPairName }],
    ),
    refused(
      "DeleteKeyPairs",
      deletion,
      400,
      "InvalidParameter.KeypairAlreadyAttachedInstance",
      'The specified parameter "KeyPairNames" attached to instances can not be deleted.',
    ),
    accepted("DetachKeyPair", binding, ...result),
    accepted("DescribeInstances", { RegionId: regionId, KeyPairName }, ["TotalCount", { equals: 0 }]),
    accepted("DeleteKeyPairs", deletion),
  ]);
}

function bindingRows({ regionId, prefix, instanceId }: Ground, action: string): Case[] {
  const binding = {
    RegionId: regionId,
    KeyPairName: `${prefix}${takenLabel}`,
    InstanceIds: JSON.stringify([absentInstance]),
  };
  const tooMany = JSON.stringify(Array.from({ length: 51 }, (_, n) => `${absentInstance}${n}`));
  const unknownPair = {
    code: "InvalidKeyPairName.NotFound",
    message: "The specified KeyPairName does not exist in our records.",
  };
  return [
    ...Object.keys(binding).map((name) =>
      refused(action, { ...binding, [name]: "" }, 400, "MissingParameter", notSupplied(name)),
    ),
    inUnknownRegion(action, binding),
    {
      action,
      parameters: {
        ...binding,
        KeyPairName: `${prefix}nobody`,
        InstanceIds: JSON.stringify([instanceId]),
      },
      expected: outcomeBy("attachToMissing", {
        "400": { status: 400, ...unknownPair },
        "404": { status: 404, ...unknownPair },
      }),
    },
    ...[absentInstance, `[${absentInstance}]`].map((InstanceIds) =>
      refused(action, { ...binding, InstanceIds }, 400, "InvalidInstanceIds.ValueNotSupported", badInstances),
    ),
    refused(
      action,
      { ...binding, InstanceIds: tooMany },
      403,
      "InstanceKeyPairLimitExceeded",
      "The specified instances are beyond the permitted range.",
    ),
  ];
}

/** Instances to which no key pair can be bound: one that does not exist, and others that only an emulator has prepared. */
function refusedInstances({ regionId, prefix }: Ground): Case[] {
  const row = (instanceId: string, status: number, code: string, message: string): Case => ({
    action: "AttachKeyPair",
    parameters: {
      RegionId: regionId,
      KeyPairName: `${prefix}${takenLabel}`,
      InstanceIds: JSON.stringify([instanceId]),
    },
    expected: outcomeBy("bindingFaults", {
      "per-instance": {
        status: 200,
        fields: [
          typed("TotalCount", 1),
          typed("FailCount", 1),
          ["Results.Result.0.InstanceId", { equals: instanceId }],
          ["Results.Result.0.Code", { equals: code }],
          typed("Results.Result.0.Success", false),
        ],
      },
      "whole-call": { status, code, message },
    }),
  });
  const windows = "The instance creating is windows, cannot use ssh key pair to login";
  return [
    row(absentInstance, 404, "InvalidInstanceId.NotFound", unknownInstanceId),
    ...needing("state", [
      row(prepared.windows, 403, "DependencyViolation.WindowsInstance", windows),
      row(prepared.notIoOptimized, 400, "DependencyViolation.IoOptimize", badInstances),
      row(prepared.pending, 403, "IncorrectInstanceStatus", wrongInstanceStatus),
    ]),
  ];
}

function listingRows({ regionId }: Ground): Case[] {
  const RegionId = regionId;
  return [
    accepted(
      "DescribeInstances",
      { RegionId, InstanceIds: JSON.stringify([absentInstance]) },
      ["TotalCount", { equals: 0 }],
      ["Instances.Instance.length", { equals: 0 }],
    ),
    refused(
      "DescribeInstances",
      { RegionId, InstanceIds: absentInstance },
      400,
      "InvalidInstanceIds.Malformed",
      "The specified InstanceIds is not valid.",
    ),
    refused(
      "DescribeInstances",
      { RegionId, MaxResults: "many" },
      400,
      "InvalidParameter",
      notValid("MaxResults"),
    ),
    refused("DescribeInstanceStatus", {}, 400, "MissingParameter", notSupplied("RegionId")),
    refused(
      "DescribeInstanceStatus",
      { RegionId, PageSize: "51" },
      400,
      "InvalidParameter",
      notValid("PageSize"),
    ),
    refused(
      "DescribeInstanceStatus",
      { RegionId, ...numbered("InstanceId", 101, { value: absentInstance }) },
      403,
      "InvalidParameter.TooManyInstanceIds",
      tooManyInstanceIds,
    ),
  ];
}
