/** The one table from an error code of the API to what a person can do about it. */
import { denialAdvice, type Denial, type RefusableCall } from "./denial";

const credentials = "Check the credentials in use.";
const clock = "Set this machine's clock right: ECS takes calls that are at most 15 minutes off.";
const altered = "Something on the way alters the calls, such as a proxy: try without it.";
const tagQuota = "ECS keeps at most 20 tags on a key pair, two of them the provider's own.";
const gone = "Someone has deleted this key pair meanwhile: run pulumi refresh, then up.";
const theirs =
  "The failure is ECS's own: try again later; if it stays, Alibaba Cloud's support goes by the RequestId.";

/** By code; the names that end in `*` stand for every code that begins so. The first that fits is taken. */
const table: readonly (readonly [code: string, advice: string])[] = [
  [
    "SignatureDoesNotMatch",
    "The secret key does not belong to the access key: check both, and that neither was cut or has a space at its end.",
  ],
  ["InvalidAccessKeyId.NotFound", `This access key does not exist. ${credentials}`],
  ["InvalidAccessKeyId.Inactive", "This access key is disabled: enable it in RAM, or use another."],
  ["InvalidAccessKeyId*", `This access key can't be used. ${credentials}`],
  [
    "InvalidSecurityToken.Expired",
    "The security token has expired: get a new one, or use a profile or role that renews itself.",
  ],
  [
    "InvalidSecurityToken*",
    "The security token does not belong to this access key: take key, secret and token from one answer of STS.",
  ],
  [
    "MissingSecurityToken",
    "This access key is a temporary one: it needs its security token, such as ALICLOUD_SECURITY_TOKEN.",
  ],
  ["InvalidTimeStamp*", clock],
  ["SignatureNonceUsed", `The same call arrived twice, and the first may have taken effect. ${altered}`],
  ["IncompleteSignature", altered],
  ["InvalidSignatureMethod", altered],
  ["UnsupportedHTTPMethod", altered],
  ["Missing*", `This provider sends what ECS asks for. ${altered}`],
  [
    "InvalidApi.NotFound",
    "What answers there is not this API: check the endpoints in configuration and environment (ecs, sts).",
  ],
  ["InvalidRegionId.NotFound", "Check regionId, or the region in the configuration; cn-hangzhou is one."],
  [
    "InvalidKeyPairName.Malformed",
    "ECS takes names of 2 to 128 characters that start with an English letter; letters, digits and : _ - always pass.",
  ],
  [
    "KeyPair.AlreadyExist",
    "A key pair of this name exists in the region, or existed within the last hour: choose another keyPairName, or leave it out.",
  ],
  ["InvalidKeyPairName.NotFound", gone],
  ["InvalidKeyPair.NotFound", gone],
  ["InvalidResourceId.NotFound", gone],
  [
    "InvalidResourceGroup.NotFound",
    "Check resourceGroupId: the group must exist in this account, and its id begins with rg-.",
  ],
  [
    "InvalidPublicKeyBody.Malformed",
    "ECS takes public keys in OpenSSH's form, of type RSA, DSA or ECDSA; its documents do not list ED25519.",
  ],
  [
    "InvalidParameter.KeypairAlreadyAttachedInstance",
    "Instances are bound to this key pair: detach it from them first (ECS: DetachKeyPair).",
  ],
  [
    "QuotaExceed.KeyPair",
    "A region holds at most 500 key pairs: delete some that are not used, or choose another regionId.",
  ],
  ["QuotaExceed.Tags", tagQuota],
  ["OperationDenied.QuotaExceed", tagQuota],
  ["QuotaExceed*", "Alibaba Cloud's Quota Center shows this quota, and takes requests to raise it."],
  ["Duplicate.TagKey", "Two keys in tags are one to ECS: take one of them out."],
  [
    "InvalidTagKey.Malformed",
    "ECS takes tag keys of 1 to 128 characters that do not begin with aliyun or acs: and hold no http:// or https://.",
  ],
  [
    "InvalidTagValue.Malformed",
    "ECS takes tag values of at most 128 characters that do not begin with acs: and hold no http:// or https://.",
  ],
  [
    "Throttling*",
    "The account makes too many of these calls in this region: run again a minute later, with a lower --parallel.",
  ],
  ["ServiceUnavailable", theirs],
  ["InternalError", theirs],
];

const ramCodes = ["Forbidden*", "NoPermission*"];

/** What to do about an error code, or undefined where the API's own message must do. */
export function adviceFor(code: string, call?: RefusableCall, denial: Denial = {}): string | undefined {
  if (call !== undefined && ramCodes.some((pattern) => fits(code, pattern))) {
    return denialAdvice(call, denial);
  }
  return table.find(([pattern]) => fits(code, pattern))?.[1];
}

function fits(code: string, pattern: string): boolean {
  return pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern;
}
