// The errors that the API's documents list, each with its code, HTTP status and message: what every layer throws.

/** An error that is answered to the caller. */
export class ApiError extends Error {
  constructor(
    readonly httpStatus: number,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ApiError";
  }
}

/** @returns the error for an action or a version that the emulator does not know. */
export const unknownApi = (): ApiError =>
  new ApiError(404, "InvalidApi.NotFound", "Specified api is not found, please check your url and method.");

/** @returns the gateway's error for one of the common parameters that is left out. */
export const missingCommonParameter = (name: string): ApiError =>
  new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);

/** @returns the error for a request parameter of ECS that is left out. */
export const missingParameter = (name: string, httpStatus = 400): ApiError =>
  new ApiError(
    httpStatus,
    "MissingParameter",
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );

/** @returns the error for a request parameter of ECS whose value is out of its range. */
export const invalidParameter = (name: string): ApiError =>
  new ApiError(400, "InvalidParameter", `The specified parameter "${name}" is not valid.`);

/** @returns the error for a region that does not exist. */
export const unknownRegion = (): ApiError =>
  new ApiError(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records.");

/** @returns the error for a resource group that does not exist. */
export const unknownResourceGroup = (): ApiError =>
  new ApiError(
    404,
    "InvalidResourceGroup.NotFound",
    "The ResourceGroup provided does not exist in our records.",
  );

/** @returns the error for a name that breaks the naming rules. */
export const malformedKeyPairName = (): ApiError =>
  new ApiError(400, "InvalidKeyPairName.Malformed", "Specified Key Pair name is not valid.");

/** @returns the error for a name that is taken. */
export const keyPairExists = (): ApiError =>
  new ApiError(400, "KeyPair.AlreadyExist", "The key pair already exist.");

/** @returns the error for one key pair more than a region may hold. */
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

/** @returns the error for more key pairs or instances than one call may name. */
export const tooManyInOneCall = (): ApiError =>
  new ApiError(
    403,
    "InstanceKeyPairLimitExceeded",
    "Exceeding the allowed amount of instance or key pair for a single operation.",
  );

/** @returns the error for a tag key that breaks the rules. */
export const malformedTagKey = (): ApiError =>
  new ApiError(400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid.");

/** @returns the error for a tag value that breaks the rules. */
export const malformedTagValue = (): ApiError =>
  new ApiError(400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.");

/** @returns the error for one tag key given twice. */
export const duplicateTagKey = (): ApiError =>
  new ApiError(400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key.");

/** @returns the error for more tags than a key pair may carry. */
export const tagQuotaExceeded = (): ApiError =>
  new ApiError(403, "QuotaExceed.Tags", "The maximum number of tags is exceeded.");

/** @returns the error for an access key that no account has. */
export const unknownAccessKey = (): ApiError =>
  new ApiError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");

/** @returns the error for an access key that is switched off. */
export const inactiveAccessKey = (): ApiError =>
  new ApiError(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.");

/** @returns the error for a signature header that lacks a part. */
export const incompleteSignature = (): ApiError =>
  new ApiError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");

/** @returns the error for a time that is not written as the API wants it. */
export const malformedTimestamp = (): ApiError =>
  new ApiError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");

/** @returns the error for a time too far from the emulator's own. */
export const expiredTimestamp = (): ApiError =>
  new ApiError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");

/** @returns the error for a nonce that came before. */
export const nonceUsed = (): ApiError =>
  new ApiError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");

/** @returns the error for a token that does not belong to the access key. */
export const securityTokenMismatch = (): ApiError =>
  new ApiError(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  );

/** @returns the error for a wrong signature, with the text that the emulator has signed for comparison. */
export function signatureMismatch(stringToSign: string | undefined): ApiError {
  const message = "Specified signature is not matched with our calculation.";
  return new ApiError(
    400,
    "SignatureDoesNotMatch",
    stringToSign === undefined ? message : `${message} server string to sign is:${stringToSign}`,
  );
}
