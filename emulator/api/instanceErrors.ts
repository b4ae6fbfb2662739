// The errors about instances, each with its code, HTTP status and message.
import { ApiError } from "./apiError";

/** @returns the error for a list of instances that is not a JSON array of ids. */
export const invalidInstanceIds = (options?: ErrorOptions): ApiError =>
  new ApiError(
    400,
    "InvalidInstanceIds.ValueNotSupported",
    "The specified parameter InstanceIds is not valid.",
    options,
  );

/** @returns the error for a filter of instances that is not a JSON array of ids. */
export const malformedInstanceIds = (options?: ErrorOptions): ApiError =>
  new ApiError(400, "InvalidInstanceIds.Malformed", "The specified InstanceIds is not valid.", options);

/** @returns the error for more instances than one call may name. */
export const tooManyInstances = (): ApiError =>
  new ApiError(
    403,
    "InstanceKeyPairLimitExceeded",
    "The specified instances are beyond the permitted range.",
  );

/** @returns the error for binding a key pair to a Windows instance. */
export const windowsInstance = (): ApiError =>
  new ApiError(
    403,
    "DependencyViolation.WindowsInstance",
    "The instance creating is windows, cannot use ssh key pair to login",
  );

/** @returns the error for binding a key pair to an instance that is not I/O optimized. */
export const notIoOptimized = (): ApiError =>
  new ApiError(400, "DependencyViolation.IoOptimize", "The specified parameter InstanceIds is not valid.");

/** @returns the error for an instance that does not exist. */
export const unknownInstance = (): ApiError =>
  new ApiError(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.");

/** @returns the error for an instance whose state does not allow the action. */
export const wrongInstanceStatus = (): ApiError =>
  new ApiError(
    403,
    "IncorrectInstanceStatus",
    "The current status of the resource does not support this operation.",
  );

/** @returns the error for a call on several instances that names none. */
export const noInstanceIds = (): ApiError =>
  new ApiError(403, "InvalidInstanceId.NotFound", "InstanceId should not be null.");

/** @returns the error for a call on several instances that names one without an id. */
export const emptyInstanceId = (): ApiError =>
  new ApiError(403, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.");

/** @returns the error for more instances than one call may start, stop or restart. */
export const tooManyInstanceIds = (): ApiError =>
  new ApiError(403, "InvalidParameter.TooManyInstanceIds", "Instance ids cannot be more than 100.");

/** @returns the error that reports a successful dry run on one instance. */
export const dryRunPassed = (): ApiError =>
  new ApiError(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.");

/** @returns the error that reports a successful dry run on several instances. */
export const batchDryRunPassed = (): ApiError =>
  new ApiError(400, "DRYRUN.SUCCESS", "This request is a dryrun request with successful result.");

/** @returns the control API's error for an instance whose id cannot be the name of a folder. */
export const unusableInstanceId = (): ApiError =>
  new ApiError(
    400,
    "InvalidInstanceId.Malformed",
    "The id of an instance that runs must be i- and up to 60 letters, digits, - or _.",
  );

/** @returns the control API's error for an instance whose folder is another's. */
export const machineFolderTaken = (name: string): ApiError =>
  new ApiError(400, "InvalidInstanceId.Duplicate", `${name} is another instance's, or no instance's folder.`);

/** @returns the control API's error for switches of an instance that does not really run. */
export const noRunningInstance = (): ApiError =>
  new ApiError(
    404,
    "InvalidInstanceId.NotFound",
    "No instance of this id really runs. Linux instances do, if the emulator has --instances.",
  );
