// The errors about key pairs, each with its code, HTTP status and message.
import type { Readings } from "../readings";
import { ApiError } from "./apiError";

/** @returns the error for a missing request parameter of ECS. */
export const missingParameter = (name: string, httpStatus = 400): ApiError =>
  new ApiError(
    httpStatus,
    "MissingParameter",
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );

/** @returns the error for a request parameter of ECS that is out of range. */
export const invalidParameter = (name: string): ApiError =>
  new ApiError(400, "InvalidParameter", `The specified parameter "${name}" is not valid.`);

/** @returns the error for a region that does not exist. */
export const unknownRegion = (readings: Readings): ApiError =>
  new ApiError(
    404,
    "InvalidRegionId.NotFound",
    readings.unknownRegionMessage === "newer"
      ? "The RegionId provided does not exist in our records."
      : "The specified RegionId does not exist.",
  );

/** @returns the error for a name that breaks the naming rules. */
export const malformedKeyPairName = (): ApiError =>
  new ApiError(400, "InvalidKeyPairName.Malformed", "Specified Key Pair name is not valid.");

/** @returns the error for a name that is taken. */
export const nameTaken = (readings: Readings): ApiError =>
  readings.takenName === "malformed"
    ? malformedKeyPairName()
    : new ApiError(400, "KeyPair.AlreadyExist", "The key pair already exist.");

/** @returns the error for more key pairs than a region may hold. */
export const keyPairQuotaExceeded = (): ApiError =>
  new ApiError(403, "QuotaExceed.KeyPair", "The key pair quota exceeds.");

/** @returns the error for a list of names that is not a JSON array of names. */
export const invalidKeyPairNames = (options?: ErrorOptions): ApiError =>
  new ApiError(
    400,
    "InvalidKeyPairNames.ValueNotSupported",
    'The specified parameter "KeyPairNames" is not valid.',
    options,
  );

/** @returns the error for more key pairs than one call may delete. */
export const tooManyKeyPairs = (): ApiError =>
  new ApiError(
    403,
    "InstanceKeyPairLimitExceeded",
    "Exceeding the allowed amount of instance which will be deleted.",
  );

/** @returns the error for deleting a key pair that is bound to instances. */
export const keyPairBound = (): ApiError =>
  new ApiError(
    400,
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    'The specified parameter "KeyPairNames" attached to instances can not be deleted.',
  );

/** @returns the error for deleting a name that does not exist, if the readings make it one. */
export const nothingToDelete = (): ApiError =>
  new ApiError(404, "InvalidKeyPair.NotFound", "The specified KeyPairName does not exist in our records.");

/** @returns the error for binding or unbinding a key pair that does not exist. */
export const unknownKeyPair = (readings: Readings): ApiError =>
  new ApiError(
    Number(readings.attachToMissing),
    "InvalidKeyPairName.NotFound",
    "The specified KeyPairName does not exist in our records.",
  );

/** @returns the error for a public key that cannot be imported. */
export const malformedPublicKey = (options?: ErrorOptions): ApiError =>
  new ApiError(400, "InvalidPublicKeyBody.Malformed", "The PublicKeyBody format is not supported.", options);
