// Errors of Cloud Assistant's actions, as far as no instance has to run for them.
import { regionId } from "../fixtures";
import { notSupplied, numbered, unknownGroup, unknownRegion, type Row } from "./row";

const command = {
  RegionId: regionId,
  Type: "RunShellScript",
  CommandContent: "true",
  "InstanceId.1": "i-linux",
};

/** @returns a row for the command with other parameters; an undefined one is left out. */
function refused(
  changed: Record<string, string | undefined>,
  status: number,
  code: string,
  message: string,
): Row {
  const all: Record<string, string | undefined> = { ...command, ...changed };
  const parameters = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return ["RunCommand", Object.fromEntries(parameters), status, code, message];
}

const notMatch = "The specified instance type does not match the command.";
const unknownInstance = "The specified instance does not exist.";
const tooManyIds = "The number of instance IDs exceeds the upper limit.";
const notEmulated = (what: string): string =>
  `The operation is not permitted. The emulator does not support ${what}.`;
const badToken = "The specified parameter clientToken is not valid.";
const contentTooLong = "The maximum length of a command is exceeded.";
/** Its Base64 form is 24 KB and four bytes long. */
const tooLong = "x".repeat(18 * 1024 + 1);
/** Its Base64 form is 18 KB and four bytes long. */
const tooLongToKeep = "x".repeat(13.5 * 1024 + 1);

/** Errors of RunCommand. */
const runRows: Row[] = [
  refused({ RegionId: undefined }, 400, "MissingParameter", notSupplied("RegionId")),
  refused({ RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion),
  refused({ Type: undefined }, 400, "MissingParameter", notSupplied("Type")),
  refused({ Type: "Shell" }, 403, "InvalidCmdType.NotFound", "The specified command type does not exist."),
  refused({ Type: "RunBatScript" }, 400, "InvalidInstance.NotMatch", notMatch),
  refused({}, 400, "InvalidInstance.NotMatch", notMatch),
  refused({ "InstanceId.1": "i-stopped" }, 400, "InvalidInstance.NotMatch", notMatch),
  refused({ "InstanceId.2": "i-none" }, 404, "InvalidInstance.NotFound", unknownInstance),
  refused(
    { "InstanceId.1": undefined },
    400,
    "MissingParam.InstanceId",
    "The parameter instanceId is missing or empty.",
  ),
  refused(numbered("InstanceId", 101), 403, "InstanceIds.ExceedLimit", tooManyIds),
  refused({ CommandContent: undefined }, 400, "MissingParameter", notSupplied("CommandContent")),
  refused(
    { CommandContent: "not base64!", ContentEncoding: "Base64" },
    400,
    "CmdContent.DecodeError",
    "The CommandContent can not be base64 decoded.",
  ),
  refused({ CommandContent: tooLong }, 403, "CmdContent.ExceedLimit", contentTooLong),
  refused(
    { CommandContent: tooLongToKeep, KeepCommand: "true" },
    403,
    "CmdContent.ExceedLimit",
    contentTooLong,
  ),
  refused({ Timeout: "9" }, 400, "InvalidParameter", 'The specified parameter "Timeout" is not valid.'),
  refused(
    { Name: "x".repeat(129) },
    403,
    "CmdName.ExceedLimit",
    "The length of the command name exceeds the upper limit.",
  ),
  refused(
    { Description: "x".repeat(513) },
    403,
    "CmdDesc.ExceedLimit",
    "The length of the command description exceeds the upper limit.",
  ),
  refused(
    { Username: "x".repeat(256) },
    403,
    "Username.ExceedLimit",
    "The length of the username exceeds the upper limit.",
  ),
  refused(
    { WorkingDir: "x".repeat(201) },
    400,
    "InvalidParameter.WorkingDir",
    "The specified parameter WorkingDir is not valid.",
  ),
  refused({ ClientToken: "x".repeat(65) }, 400, "InvalidClientToken.Malformed", badToken),
  refused({ ClientToken: "Schlüssel" }, 400, "InvalidClientToken.Malformed", badToken),
  refused({ ResourceGroupId: "none" }, 404, "InvalidResourceGroup.NotFound", unknownGroup),
  refused(
    { RepeatMode: "Often" },
    404,
    "InvalidRepeatMode.NotFound",
    "The specified repeat mode does not exist.",
  ),
  refused({ RepeatMode: "Period" }, 403, "Operation.Forbidden", notEmulated("RepeatMode=Period")),
  refused(
    { TerminationMode: "Never" },
    404,
    "InvalidTerminationMode.NotFound",
    "The specified parameter TerminationMode does not exist.",
  ),
  refused(
    { Parameters: '{"a":"b"}' },
    400,
    "Parameter.Disabled",
    "Parameters cannot be passed in when the command customization function is disabled.",
  ),
  refused({ EnableParameter: "true" }, 403, "Operation.Forbidden", notEmulated("EnableParameter")),
  refused({ "ResourceTag.1.Key": "a" }, 403, "Operation.Forbidden", notEmulated("ResourceTag")),
  refused({ Frequency: "rate(5m)" }, 403, "Operation.Forbidden", notEmulated("Frequency")),
];

/** Errors of the listings. */
const listingRows = [
  "DescribeInvocations",
  "DescribeInvocationResults",
  "DescribeCloudAssistantStatus",
].flatMap((action): Row[] => {
  const region = { RegionId: regionId };
  const badPage = "The specified parameter is invalid.";
  return [
    [action, {}, 400, "MissingParameter", notSupplied("RegionId")],
    [action, { RegionId: "xx-1" }, 404, "InvalidRegionId.NotFound", unknownRegion],
    [action, { ...region, PageNumber: "0" }, 400, "InvalidParam.PageNumber", badPage],
    [action, { ...region, PageSize: "51" }, 400, "InvalidParam.PageSize", badPage],
    [
      action,
      { ...region, MaxResults: "51" },
      400,
      "InvalidParameter.MaxResults",
      "The specified parameter MaxResults is not valid.",
    ],
    [
      action,
      { ...region, NextToken: "?" },
      400,
      "InvalidParameter.NextToken",
      "The specified parameter NextToken is not valid.",
    ],
  ];
});

/** Errors of Cloud Assistant's actions. */
export const commandRows: Row[] = [
  ...runRows,
  ...listingRows,
  [
    "DescribeInvocations",
    { RegionId: regionId, IncludeOutput: "true" },
    400,
    "MissingParameter",
    notSupplied("InvokeId"),
  ],
  [
    "DescribeCloudAssistantStatus",
    { RegionId: regionId, "InstanceId.1": "i-none" },
    404,
    "InvalidInstance.NotFound",
    unknownInstance,
  ],
  [
    "DescribeCloudAssistantStatus",
    { RegionId: regionId, ...numbered("InstanceId", 101) },
    403,
    "InstanceIds.ExceedLimit",
    tooManyIds,
  ],
];
