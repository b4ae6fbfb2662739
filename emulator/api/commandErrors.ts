// The errors of Cloud Assistant's actions, each with its code, HTTP status and message.
import { ApiError } from "./apiError";

/** @returns the error for a type of command that does not exist. */
export const unknownCommandType = (): ApiError =>
  new ApiError(403, "InvalidCmdType.NotFound", "The specified command type does not exist.");

/** @returns the error for command content that is not Base64 although the request says so. */
export const undecodableContent = (): ApiError =>
  new ApiError(400, "CmdContent.DecodeError", "The CommandContent can not be base64 decoded.");

/** @returns the error for command content that is too long. */
export const contentTooLong = (): ApiError =>
  new ApiError(403, "CmdContent.ExceedLimit", "The maximum length of a command is exceeded.");

/** @returns the error for a command's name that is too long. */
export const commandNameTooLong = (): ApiError =>
  new ApiError(403, "CmdName.ExceedLimit", "The length of the command name exceeds the upper limit.");

/** @returns the error for a command's description that is too long. */
export const descriptionTooLong = (): ApiError =>
  new ApiError(403, "CmdDesc.ExceedLimit", "The length of the command description exceeds the upper limit.");

/** @returns the error for a user's name that is too long. */
export const usernameTooLong = (): ApiError =>
  new ApiError(403, "Username.ExceedLimit", "The length of the username exceeds the upper limit.");

/** @returns the error for a folder whose path is too long. */
export const invalidWorkingDir = (): ApiError =>
  new ApiError(400, "InvalidParameter.WorkingDir", "The specified parameter WorkingDir is not valid.");

/** @returns the error for a client token with too many characters, or with others than ASCII's. */
export const malformedClientToken = (): ApiError =>
  new ApiError(400, "InvalidClientToken.Malformed", "The specified parameter clientToken is not valid.");

/** @returns the error for a client token that another request has used. */
export const clientTokenMismatch = (): ApiError =>
  new ApiError(
    403,
    "IdempotentParameterMismatch",
    "The specified parameter has changed while using an already used clientToken.",
  );

/** @returns the error for a command without instances. */
export const missingInstanceIds = (): ApiError =>
  new ApiError(400, "MissingParam.InstanceId", "The parameter instanceId is missing or empty.");

/** @returns the error for more instances than one call may name. */
export const instanceIdsExceedLimit = (): ApiError =>
  new ApiError(403, "InstanceIds.ExceedLimit", "The number of instance IDs exceeds the upper limit.");

/** @returns the error for an instance that does not exist. */
export const unknownCommandInstance = (): ApiError =>
  new ApiError(404, "InvalidInstance.NotFound", "The specified instance does not exist.");

/** @returns the error for an instance that cannot run the command. */
export const unfitInstance = (): ApiError =>
  new ApiError(400, "InvalidInstance.NotMatch", "The specified instance type does not match the command.");

/** @returns the error for more commands than a day's quota allows. */
export const invocationQuotaExceeded = (): ApiError =>
  new ApiError(
    403,
    "Invocation.ExceedQuota",
    "The invocation quota in the current region has been reached for today.",
  );

/** @returns the error for an unknown way of repeating a command. */
export const unknownRepeatMode = (): ApiError =>
  new ApiError(404, "InvalidRepeatMode.NotFound", "The specified repeat mode does not exist.");

/** @returns the error for an unknown way of ending a command. */
export const unknownTerminationMode = (): ApiError =>
  new ApiError(
    404,
    "InvalidTerminationMode.NotFound",
    "The specified parameter TerminationMode does not exist.",
  );

/** @returns the error for custom parameters of a command that has none. */
export const parametersDisabled = (): ApiError =>
  new ApiError(
    400,
    "Parameter.Disabled",
    "Parameters cannot be passed in when the command customization function is disabled.",
  );

/** @returns the error for what the real service can do and the emulator cannot. */
export const notEmulated = (what: string): ApiError =>
  new ApiError(
    403,
    "Operation.Forbidden",
    `The operation is not permitted. The emulator does not support ${what}.`,
  );

/** @returns the error for a page's number or size that is out of range. */
export const invalidPage = (name: string): ApiError =>
  new ApiError(400, `InvalidParam.${name}`, "The specified parameter is invalid.");

/** @returns the error for a page's token or maximum that is not valid. */
export const invalidPaging = (name: string): ApiError =>
  new ApiError(400, `InvalidParameter.${name}`, `The specified parameter ${name} is not valid.`);
