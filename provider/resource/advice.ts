/** From a failed call to what a person can do about it, in Pulumi's words: the calls below know none. */
import type { EcsApi } from "../ecs/api";
import { Refusal, Unreachable } from "../rpc/errors";

/** By code; the names that end in `*` stand for every code that begins so. The first that fits is taken. */
export type AdviceTable = readonly (readonly [code: string, advice: string])[];

/**
 * The API as a resource takes it: each failure of a call says what to do about it as well.
 *
 * @param own - what the resource knows of codes; it is asked before what every resource shares
 */
export function advising(ecs: EcsApi, own: AdviceTable): EcsApi {
  return new Proxy(ecs, {
    get(target, name, receiver): unknown {
      const call: unknown = Reflect.get(target, name, receiver);
      return typeof call !== "function"
        ? call
        : async (...asked: unknown[]): Promise<unknown> => {
            try {
              return await (Reflect.apply(call, target, asked) as Promise<unknown>);
            } catch (error) {
              throw advised(error, own);
            }
          };
    },
  });
}

function advised(error: unknown, own: AdviceTable): unknown {
  if (error instanceof Unreachable && error.isUnknownRegion) {
    return error.advised(unknownRegion);
  }
  const advice = error instanceof Refusal ? adviceOn(error, own) : undefined;
  return error instanceof Refusal && advice !== undefined ? error.advised(advice) : error;
}

/** What to do about a refusal, or undefined where the API's own message must do. */
export function adviceOn(refusal: Refusal, own: AdviceTable): string | undefined {
  const { code } = refusal;
  return ramCodes.some((pattern) => fits(code, pattern))
    ? denialAdvice(refusal)
    : [...own, ...shared].find(([pattern]) => fits(code, pattern))?.[1];
}

function fits(code: string, pattern: string): boolean {
  return pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern;
}

const ramCodes = ["Forbidden*", "NoPermission*"];

/** Says what to grant to whom, in words that can be put into a policy. */
function denialAdvice({ call, denial = {} }: Refusal): string {
  const { authAction = `ecs:${call.action}`, principal, policyType, isExplicit = false } = denial;
  const who = principal ?? "the RAM user or role in use";
  const kind = policyType === undefined ? "" : ` (${policyType})`;
  const of = `acs:ecs:${call.regionId ?? "*"}:${denial.accountId ?? "*"}`;
  const resources = (call.resources ?? ["*"]).map((resource) => `${of}:${resource}`);
  const grant = `${authAction} on ${resources.join(" and ")}`;
  // The documents do not say whether a create that carries tags needs the permission to tag.
  const makes = call.action === "CreateKeyPair" || call.action === "ImportKeyPair";
  const forTags =
    makes && denial.authAction === undefined ? " With tags it may need ecs:TagResources too." : "";
  return isExplicit
    ? `A policy${kind} denies ${who} this in so many words, which no other policy outweighs: take that out for ${grant}.`
    : `No policy${kind} lets ${who} do this: grant ${grant}.${forTags}`;
}

const credentials = "Check the credentials in use.";
const clock = "Set this machine's clock right: ECS takes calls that are at most 15 minutes off.";
const altered = "Something on the way alters the calls, such as a proxy: try without it.";
const theirs =
  "The failure is ECS's own: try again later; if it stays, Alibaba Cloud's support goes by the RequestId.";
const unknownRegion = "Check regionId, or the region in the configuration; cn-hangzhou is one.";

const shared: AdviceTable = [
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
  ["InvalidRegionId.NotFound", unknownRegion],
  [
    "InvalidResourceGroup.NotFound",
    "Check resourceGroupId: the group must exist in this account, and its id begins with rg-.",
  ],
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
