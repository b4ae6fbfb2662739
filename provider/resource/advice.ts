/** Adds what to do to a failed call, in Pulumi's terms, which the calls below do not know. */
import type { EcsApi } from "../ecs/api";
import { Refusal, Unreachable } from "../rpc/errors";

/** Advice by code. A code that ends in `*` matches every code with that prefix. The first match wins. */
export type AdviceTable = readonly (readonly [code: string, advice: string])[];

/**
 * Wraps the API for a resource, so that each failed call also says what to do.
 *
 * @param own - the resource's own advice, which goes before the advice that all resources share
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
  if (error instanceof Refusal) {
    const advice = adviceOn(error, own);
    return advice === undefined ? error : error.advised(advice);
  }
  return error;
}

/** What to do about a refusal; undefined where the API's own message must suffice. */
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

/** Says what to grant to whom, in terms that can be copied into a policy. */
function denialAdvice({ call, denial = {} }: Refusal): string {
  const { authAction = `ecs:${call.action}`, principal, policyType, isExplicit = false } = denial;
  const who = principal ?? "the RAM user or role in use";
  const kind = policyType === undefined ? "" : ` (${policyType})`;
  const of = `acs:ecs:${call.regionId ?? "*"}:${denial.accountId ?? "*"}`;
  const resources = (call.resources ?? ["*"]).map((resource) => `${of}:${resource}`);
  const grant = `${authAction} on ${resources.join(" and ")}`;
  // The documentation does not say whether a create with tags needs the permission to tag.
  const creates = call.action === "CreateKeyPair" || call.action === "ImportKeyPair";
  const asRoot =
    call.action === "RunCommand" && denial.authAction === undefined
      ? " A condition on ecs:CommandRunAs must allow root."
      : "";
  const forTags =
    creates && denial.authAction === undefined ? " With tags it may also need ecs:TagResources." : "";
  return isExplicit
    ? `A policy${kind} explicitly denies ${who} this call, and no allow overrides it. Remove the deny for ${grant}.`
    : `No policy${kind} allows ${who} to make this call. Grant ${grant}.${forTags}${asRoot}`;
}

const credentials = "Check the credentials in use.";
const clock = "Correct this machine's clock. ECS accepts calls that are at most 15 minutes off.";
const altered = "Something on the way to ECS, such as a proxy, alters the calls. Run without it.";
const theirs =
  "The failure is on ECS's side. Retry later. If it persists, quote the RequestId to Alibaba Cloud support.";
const unknownRegion = "Check regionId, or the region in the configuration. A valid one is cn-hangzhou.";

const shared: AdviceTable = [
  [
    "SignatureDoesNotMatch",
    "The secret key does not match the access key. Check both for missing characters or a trailing space.",
  ],
  ["InvalidAccessKeyId.NotFound", `This access key does not exist. ${credentials}`],
  ["InvalidAccessKeyId.Inactive", "This access key is disabled. Enable it in RAM, or use another."],
  ["InvalidAccessKeyId*", `This access key can't be used. ${credentials}`],
  [
    "InvalidSecurityToken.Expired",
    "The security token has expired. Get a new one, or use a profile or role that renews it automatically.",
  ],
  [
    "InvalidSecurityToken*",
    "The security token does not belong to this access key. Use the key, secret and token of one STS response.",
  ],
  [
    "MissingSecurityToken",
    "This access key is temporary and needs its security token. Set it, for example in ALICLOUD_SECURITY_TOKEN.",
  ],
  ["InvalidTimeStamp*", clock],
  ["SignatureNonceUsed", `The same call arrived twice, and the first may have taken effect. ${altered}`],
  ["IncompleteSignature", altered],
  ["InvalidSignatureMethod", altered],
  ["UnsupportedHTTPMethod", altered],
  ["Missing*", `This provider sends every parameter that ECS requires. ${altered}`],
  [
    "InvalidApi.NotFound",
    "The endpoint does not serve this API. Check the ecs and sts endpoints in the configuration and environment.",
  ],
  ["InvalidRegionId.NotFound", unknownRegion],
  [
    "InvalidResourceGroup.NotFound",
    "Check resourceGroupId. The group must exist in this account, and its id starts with rg-.",
  ],
  ["QuotaExceed*", "See this quota, or request an increase, in Alibaba Cloud's Quota Center."],
  ["Duplicate.TagKey", "Two of the keys in tags are equal to ECS. Remove one of them."],
  [
    "InvalidTagKey.Malformed",
    "A tag key has 1 to 128 characters, does not start with aliyun or acs:, and does not contain http:// or https://.",
  ],
  [
    "InvalidTagValue.Malformed",
    "A tag value has at most 128 characters, does not start with acs:, and does not contain http:// or https://.",
  ],
  [
    "Throttling*",
    "The account makes too many of these calls in this region. Run again a minute later, with a lower --parallel.",
  ],
  ["ServiceUnavailable", theirs],
  ["InternalError", theirs],
];
