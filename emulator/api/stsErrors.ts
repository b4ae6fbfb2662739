// The errors of STS, each with its code, HTTP status and message.
import { ApiError } from "./apiError";

/** @returns the error for a malformed parameter of STS. */
export const malformedStsParameter = (name: string): ApiError =>
  new ApiError(400, `InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);

/** @returns the error for a session that is too short or too long. */
export const durationOutOfRange = (): ApiError =>
  new ApiError(
    400,
    "InvalidParameter.DurationSeconds",
    "The Min/Max value of DurationSeconds is 15min/12hr.",
  );

/** @returns the error for a policy that is not a JSON object. */
export const malformedPolicy = (options?: ErrorOptions): ApiError =>
  new ApiError(
    400,
    "InvalidParameter.PolicyGrammar",
    "The parameter Policy has not passed grammar check.",
    options,
  );

/** @returns the error for a role of an account that does not exist. */
export const unknownRole = (): ApiError =>
  new ApiError(404, "EntityNotExist.Role", "The specified Role not exists.");

/** @returns the error for a token that is not a JSON Web Token. */
export const invalidOidcToken = (options?: ErrorOptions): ApiError =>
  new ApiError(400, "AuthenticationFail.OIDCToken.Invalid", "This JsonWebToken is invalid.", options);

/** @returns the error for an expired token. */
export const expiredOidcToken = (): ApiError =>
  new ApiError(400, "AuthenticationFail.OIDCToken.Expired", "This JsonWebToken is expired.");

/** @returns the error for a provider that the role does not trust: one of another account. */
export const untrustedOidcProvider = (): ApiError =>
  new ApiError(400, "AuthenticationFail.NoPermission", "This operation is forbidden by permission system.");
