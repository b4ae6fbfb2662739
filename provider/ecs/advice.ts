/** The one table from an error code of the API to what a person can do about it. */

const permissions = new Map<string, string>([
  ["Forbidden.RAM", "a RAM policy does not allow this call"],
  ["NoPermission", "a RAM policy does not allow this call"],
  ["Forbidden", "this account may not make this call"],
]);

const advice = new Map<string, string>([
  [
    "SignatureDoesNotMatch",
    "The secret key does not belong to the access key: check both, and that neither was cut or has a space at its end.",
  ],
  ["InvalidAccessKeyId.NotFound", "This access key does not exist: check the credentials in use."],
  ["InvalidAccessKeyId.Inactive", "This access key is disabled: enable it in RAM, or use another."],
  [
    "InvalidSecurityToken.Expired",
    "The security token has expired: get a new one, or use a profile or role that renews itself.",
  ],
  ["InvalidSecurityToken.Malformed", "The security token does not belong to this access key."],
  ["InvalidTimeStamp.Expired", "This machine's clock is more than 15 minutes off: set it right."],
  [
    "QuotaExceed.KeyPair",
    "A region holds at most 500 key pairs: delete some that are not used, or choose another regionId.",
  ],
  ["QuotaExceed.Tags", "ECS keeps at most 20 tags on a key pair, two of them the provider's own."],
  ["InvalidRegionId.NotFound", "Check regionId, or the region in the configuration; cn-hangzhou is one."],
  [
    "InvalidKeyPairName.Malformed",
    "ECS takes names of 2 to 128 characters that start with an English letter; letters, digits and : _ - always pass.",
  ],
  [
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    "Instances are bound to this key pair: detach it from them first (ECS: DetachKeyPair).",
  ],
]);

/** What to do about an error code, or undefined where the API's own message must do. */
export function adviceFor(code: string): string | undefined {
  const permission = permissions.get(code);
  if (permission !== undefined) {
    return `${permission}: grant the access key ecs:CreateKeyPair, ecs:DescribeKeyPairs, ecs:DeleteKeyPairs and ecs:TagResources.`;
  }
  return advice.get(code);
}
