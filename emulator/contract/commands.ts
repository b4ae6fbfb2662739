/** Cloud Assistant's actions, as far as no command has to run for them. */
import { alone, outcomeBy, needing, refused, type Case, type Story } from "./case";
import { absentInstance, prepared, type Ground } from "./ground";
import { inUnknownRegion, notSupplied, notValid, numbered, unknownGroup } from "./texts";

const unknownInstance = "The specified instance does not exist.";
const tooManyIds = "The number of instance IDs exceeds the upper limit.";
const badToken = "The specified parameter clientToken is not valid.";
const contentTooLong = "The maximum length of a command is exceeded.";
/** Its Base64 form is 24 KB and four bytes long. */
const tooLong = "x".repeat(18 * 1024 + 1);
/** Its Base64 form is 18 KB and four bytes long. */
const tooLongToKeep = "x".repeat(13.5 * 1024 + 1);

/** All stories about commands. A command that is accepted instead of refused does nothing. */
export function commandStories(ground: Ground): Story[] {
  const { regionId, instanceId } = ground;
  const command = {
    RegionId: regionId,
    Type: "RunShellScript",
    CommandContent: "true",
    "InstanceId.1": instanceId,
  };
  return alone([
    ...needing("instance", [
      ...targetRows(command),
      ...contentRows(command),
      ...settingRows(command),
      unfit({ ...command, Type: "RunBatScript" }),
      ...listedActions.flatMap((action) => listingRows(regionId, action)),
      ...otherListingRows(regionId),
    ]),
    ...needing("state", [
      unfit({ ...command, "InstanceId.1": prepared.linux }),
      unfit({ ...command, "InstanceId.1": prepared.stopped }),
    ]),
    ...needing("limit", limitRows(command)),
  ]);
}

type Command = Readonly<Record<"RegionId" | "Type" | "CommandContent" | "InstanceId.1", string>>;

/** A command for an instance that cannot run it. */
function unfit(command: Command): Case {
  return {
    action: "RunCommand",
    parameters: command,
    expected: outcomeBy("unfitInstances", {
      refused: {
        status: 400,
        code: "InvalidInstance.NotMatch",
        message: "The specified instance type does not match the command.",
      },
      "per-instance": { status: 200, fields: [["InvokeId", { form: /^t-/u }]] },
    }),
  };
}

function targetRows({ RegionId, Type, ...rest }: Command): Case[] {
  const { CommandContent } = rest;
  const command = { RegionId, Type, ...rest };
  return [
    refused("RunCommand", { Type, ...rest }, 400, "MissingParameter", notSupplied("RegionId")),
    inUnknownRegion("RunCommand", command),
    refused("RunCommand", { RegionId, ...rest }, 400, "MissingParameter", notSupplied("Type")),
    refused(
      "RunCommand",
      { ...command, Type: "Shell" },
      403,
      "InvalidCmdType.NotFound",
      "The specified command type does not exist.",
    ),
    refused(
      "RunCommand",
      { ...command, "InstanceId.2": absentInstance },
      404,
      "InvalidInstance.NotFound",
      unknownInstance,
    ),
    refused(
      "RunCommand",
      { RegionId, Type, CommandContent },
      400,
      "MissingParam.InstanceId",
      "The parameter instanceId is missing or empty.",
    ),
    refused(
      "RunCommand",
      { ...command, ...numbered("InstanceId", 101, { value: absentInstance }) },
      403,
      "InstanceIds.ExceedLimit",
      tooManyIds,
    ),
  ];
}

function contentRows(command: Command): Case[] {
  return [
    refused(
      "RunCommand",
      { ...command, CommandContent: "" },
      400,
      "MissingParameter",
      notSupplied("CommandContent"),
    ),
    refused(
      "RunCommand",
      { ...command, CommandContent: "not base64!", ContentEncoding: "Base64" },
      400,
      "CmdContent.DecodeError",
      "The CommandContent can not be base64 decoded.",
    ),
    refused(
      "RunCommand",
      { ...command, CommandContent: tooLong },
      403,
      "CmdContent.ExceedLimit",
      contentTooLong,
    ),
    refused(
      "RunCommand",
      { ...command, CommandContent: tooLongToKeep, KeepCommand: "true" },
      403,
      "CmdContent.ExceedLimit",
      contentTooLong,
    ),
  ];
}

function settingRows(command: Command): Case[] {
  const row = (setting: Record<string, string>, status: number, code: string, message: string): Case =>
    refused("RunCommand", { ...command, ...setting }, status, code, message);
  const exceeds = (what: string): string => `The length of the ${what} exceeds the upper limit.`;
  return [
    row({ Timeout: "9" }, 400, "InvalidParameter", notValid("Timeout")),
    row({ Name: "x".repeat(129) }, 403, "CmdName.ExceedLimit", exceeds("command name")),
    row({ Description: "x".repeat(513) }, 403, "CmdDesc.ExceedLimit", exceeds("command description")),
    row({ Username: "x".repeat(256) }, 403, "Username.ExceedLimit", exceeds("username")),
    row(
      { WorkingDir: "x".repeat(201) },
      400,
      "InvalidParameter.WorkingDir",
      "The specified parameter WorkingDir is not valid.",
    ),
    row({ ClientToken: "x".repeat(65) }, 400, "InvalidClientToken.Malformed", badToken),
    row({ ClientToken: "Schlüssel" }, 400, "InvalidClientToken.Malformed", badToken),
    row({ ResourceGroupId: "none" }, 404, "InvalidResourceGroup.NotFound", unknownGroup),
    row(
      { RepeatMode: "Often" },
      404,
      "InvalidRepeatMode.NotFound",
      "The specified repeat mode does not exist.",
    ),
    row(
      { TerminationMode: "Never" },
      404,
      "InvalidTerminationMode.NotFound",
      "The specified parameter TerminationMode does not exist.",
    ),
    row(
      { Parameters: '{"a":"b"}' },
      400,
      "Parameter.Disabled",
      "Parameters cannot be passed in when the command customization function is disabled.",
    ),
  ];
}

function limitRows(command: Command): Case[] {
  const settings: [Record<string, string>, string][] = [
    [{ RepeatMode: "Period" }, "RepeatMode=Period"],
    [{ EnableParameter: "true" }, "EnableParameter"],
    [{ "ResourceTag.1.Key": "a" }, "ResourceTag"],
    [{ Frequency: "rate(5m)" }, "Frequency"],
  ];
  return settings.map(([setting, what]) =>
    refused(
      "RunCommand",
      { ...command, ...setting },
      403,
      "Operation.Forbidden",
      `The operation is not permitted. The emulator does not support ${what}.`,
    ),
  );
}

const listedActions = ["DescribeInvocations", "DescribeInvocationResults", "DescribeCloudAssistantStatus"];

function listingRows(RegionId: string, action: string): Case[] {
  const badPage = "The specified parameter is invalid.";
  const bad = (name: string): string => `The specified parameter ${name} is not valid.`;
  return [
    refused(action, {}, 400, "MissingParameter", notSupplied("RegionId")),
    inUnknownRegion(action, {}),
    refused(action, { RegionId, PageNumber: "0" }, 400, "InvalidParam.PageNumber", badPage),
    refused(action, { RegionId, PageSize: "51" }, 400, "InvalidParam.PageSize", badPage),
    refused(action, { RegionId, MaxResults: "51" }, 400, "InvalidParameter.MaxResults", bad("MaxResults")),
    refused(action, { RegionId, NextToken: "?" }, 400, "InvalidParameter.NextToken", bad("NextToken")),
  ];
}

function otherListingRows(RegionId: string): Case[] {
  return [
    refused(
      "DescribeInvocations",
      { RegionId, IncludeOutput: "true" },
      400,
      "MissingParameter",
      notSupplied("InvokeId"),
    ),
    refused(
      "DescribeCloudAssistantStatus",
      { RegionId, "InstanceId.1": absentInstance },
      404,
      "InvalidInstance.NotFound",
      unknownInstance,
    ),
    refused(
      "DescribeCloudAssistantStatus",
      { RegionId, ...numbered("InstanceId", 101, { value: absentInstance }) },
      403,
      "InstanceIds.ExceedLimit",
      tooManyIds,
    ),
  ];
}
