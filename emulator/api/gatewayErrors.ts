// The errors of the gateway in front of all actions, each with its code, HTTP status and message.
import { ApiError } from "./apiError";

/** @returns the error for an action or a path that the emulator does not know. */
export const unknownApi = (): ApiError =>
  new ApiError(404, "InvalidApi.NotFound", "Specified api is not found, please check your url and method.");

/** @returns the error for a version that the action does not have. */
export const invalidVersion = (): ApiError =>
  new ApiError(400, "InvalidVersion", "Specified parameter Version is not valid.");

/** @returns the error for a body that is too large; its code is the emulator's own. */
export const requestTooLarge = (): ApiError =>
  new ApiError(413, "RequestEntityTooLarge", "The request body is larger than one megabyte.");

/** @returns the gateway's error for a missing common parameter. */
export const missingCommonParameter = (name: string): ApiError =>
  new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);

/** @returns the error for a signature method other than HMAC-SHA1 in RPC v1. */
export const unsupportedSignatureMethod = (): ApiError =>
  new ApiError(400, "InvalidSignatureMethod", "Specified signature method is not supported.");

/** @returns the error for an HTTP method other than GET and POST. */
export const unsupportedHttpMethod = (): ApiError =>
  new ApiError(400, "UnsupportedHTTPMethod", "This http method is not supported.");

/** @returns the error for more calls than an account may make per second. */
export const throttled = (): ApiError =>
  new ApiError(400, "Throttling.User", "Request was denied due to user flow control.");

/** @returns the error for a failure of the emulator itself. */
export const internalError = (options?: ErrorOptions): ApiError =>
  new ApiError(500, "InternalError", "The request processing has failed due to some unknown error.", options);

/** @returns the error for an access key that no account has. */
export const unknownAccessKey = (): ApiError =>
  new ApiError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");

/** @returns the error for a disabled access key. */
export const inactiveAccessKey = (): ApiError =>
  new ApiError(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.");

/** @returns the error for a signature header that lacks a part. */
export const incompleteSignature = (): ApiError =>
  new ApiError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");

/** @returns the error for a timestamp in the wrong format. */
export const malformedTimestamp = (): ApiError =>
  new ApiError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");

/** @returns the error for a timestamp too far from the emulator's clock. */
export const expiredTimestamp = (): ApiError =>
  new ApiError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");

/** @returns the error for a reused nonce. */
export const nonceUsed = (): ApiError =>
  new ApiError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");

/** @returns the error for a token that does not belong to the access key. */
export const securityTokenMismatch = (): ApiError =>
  new ApiError(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  );

/** @returns the error for expired temporary credentials. */
export const expiredSecurityToken = (): ApiError =>
  new ApiError(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");

/** @returns the error for a wrong signature, with the string that the emulator signed for comparison. */
export function signatureMismatch(stringToSign: string | undefined): ApiError {
  const message = "Specified signature is not matched with our calculation.";
  return new ApiError(
    400,
    "SignatureDoesNotMatch",
    stringToSign === undefined ? message : `${message} server string to sign is:${stringToSign}`,
  );
}
