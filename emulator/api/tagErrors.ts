// The errors about tags and resource groups, each with its code, HTTP status and message.
import { ApiError } from "./apiError";

/** @returns the error for a resource group that does not exist. */
export const unknownResourceGroup = (): ApiError =>
  new ApiError(
    404,
    "InvalidResourceGroup.NotFound",
    "The ResourceGroup provided does not exist in our records.",
  );

/** @returns the error for a tag key that breaks the rules. */
export const malformedTagKey = (): ApiError =>
  new ApiError(400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid.");

/** @returns the error for a tag value that breaks the rules. */
export const malformedTagValue = (): ApiError =>
  new ApiError(400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.");

/** @returns the error for a tag key that is given twice. */
export const duplicateTagKey = (): ApiError =>
  new ApiError(400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key.");

/** @returns the error for a new key pair with more tags than one may have. */
export const newPairTagQuotaExceeded = (): ApiError =>
  new ApiError(403, "QuotaExceed.Tags", "The quota of tags on resource is beyond permitted range.");

/** @returns the tag actions' error for a missing parameter. */
export const missingTagParameter = (name: string): ApiError =>
  new ApiError(
    404,
    `MissingParameter.${name}`,
    `The parameter - ${name === "ResourceIds" ? "ResourceIds.N" : name} should not be null`,
  );

/** @returns the error for more resources than one call may name. */
export const tooManyResources = (): ApiError =>
  new ApiError(400, "NumberExceed.ResourceIds", "The ResourceIds parameter's number is exceed , Valid : 50");

/** @returns the error for more tags than one call may name. */
export const tooManyTags = (): ApiError =>
  new ApiError(400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20");

/** @returns the error for more tags than a resource may have. */
export const tagQuotaExceeded = (): ApiError =>
  new ApiError(
    400,
    "OperationDenied.QuotaExceed",
    "The quota of tags on resource is beyond permitted range.",
  );

/** @returns the error for a tag's value without its key. */
export const unmatchedTag = (): ApiError =>
  new ApiError(400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.");

/** @returns the error for a tag filter's value without its key. */
export const tagFilterWithoutKey = (): ApiError =>
  new ApiError(403, "InvalidParameter.TagValue", "The Tag.N.Value parameter is invalid.");

/** @returns the tag actions' error for a resource that does not exist. */
export const unknownTaggedResource = (): ApiError =>
  new ApiError(404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records.");

/** @returns the error of JoinResourceGroup for a resource that does not exist. */
export const unknownGroupedResource = (): ApiError =>
  new ApiError(404, "InvalidResourceId.NotFound", "The ResourceId provided does not exist in our records.");

/** @returns the error for a type of resource that the emulator does not support. */
export const unknownResourceType = (): ApiError =>
  new ApiError(
    404,
    "InvalidResourceType.NotFound",
    "The ResourceType provided does not exist in our records.",
  );

/** @returns the error for removing all tags and named tags in one call. */
export const allTagsAndSome = (): ApiError =>
  new ApiError(403, "Param.Conflict", "The specified all is true, but the specified TagKey.N is not empty.");

/** @returns the error for a page token that the emulator did not issue. */
export const invalidNextToken = (options?: ErrorOptions): ApiError =>
  new ApiError(403, "Invalid.NextToken", "The specified NextToken is not valid.", options);
