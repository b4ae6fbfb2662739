/** The advice on each error code, checked against the codes that the API documentation lists. */
import { describe, expect, it } from "vitest";
import { openGround } from "../../../emulator/contract/ground";
import { outcomeUnder } from "../../../emulator/contract/judge";
import { contractFor } from "../../../emulator/contract/table";
import { defaultReadings } from "../../../emulator/readings";
import { keyPairAdvice } from "../../../provider/keyPair/advice";
import { adviceOn } from "../../../provider/resource/advice";
import { Refusal } from "../../../provider/rpc/errors";

/** The advice on a refusal with this code. */
function adviceFor(code: string): string | undefined {
  const call = { action: "DeleteKeyPairs", regionId: "cn-hangzhou", resources: ["keypair/dev"] };
  const response = { code, httpStatus: 400, requestId: "R-1", apiMessage: "No." };
  return adviceOn(new Refusal(call, response), keyPairAdvice);
}

/** From the documentation of the actions that this provider calls, of the gateway and of RAM. */
const documented = [
  ...["InvalidKeyPairName.Malformed", "KeyPair.AlreadyExist", "QuotaExceed.KeyPair", "QuotaExceed.Tags"],
  ...["Duplicate.TagKey", "InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "InvalidRegionId.NotFound"],
  ...["InvalidResourceGroup.NotFound", "MissingParameter", "InvalidPublicKeyBody.Malformed", "InternalError"],
  ...["InvalidKeyPairNames.ValueNotSupported", "InvalidParameter.KeypairAlreadyAttachedInstance"],
  ...["InstanceKeyPairLimitExceeded", "InvalidKeyPairName.NotFound", "InvalidInstanceIds.ValueNotSupported"],
  ...["DependencyViolation.WindowsInstance", "NumberExceed.ResourceIds", "NumberExceed.Tags"],
  ...["InvalidResourceId.NotFound", "InvalidResourceType.NotFound", "MissingParameter.ResourceType"],
  ...["MissingParameter.Tags", "MissingParameter.RegionId", "MissingParameter.ResourceIds"],
  ...["OperationDenied.QuotaExceed", "Param.Conflict", "InvalidApi.NotFound", "InvalidAccessKeyId.NotFound"],
  ...["InvalidAccessKeyId.Inactive", "InvalidTimeStamp.Format", "InvalidTimeStamp.Expired"],
  ...["SignatureNonceUsed", "SignatureDoesNotMatch", "MissingSecurityToken", "InvalidSecurityToken.Expired"],
  ...["InvalidSecurityToken.Malformed", "InvalidSecurityToken.MismatchWithAccessKey", "ServiceUnavailable"],
  ...["Throttling", "Throttling.User", "Throttling.Api", "Forbidden", "Forbidden.RAM", "NoPermission"],
];

/** Those of Cloud Assistant, and of starting and stopping: other resources have advice on them. */
const otherActions = /^(RunCommand|DescribeInvocation|DescribeCloudAssistant|Start|Stop|Reboot)/;

/** What the emulator, an independent reading of the documentation, returns in its own tests. */
const emulated = contractFor(openGround("cn-hangzhou", "00000000"))
  .flat()
  .filter(({ action }) => !otherActions.test(action))
  .flatMap((one) => outcomeUnder(one, defaultReadings).code ?? []);

/** Codes about lists, filters and versions that this provider never sends: the API's own message names the limit or value. */
const explainsItself = [
  ...["InvalidParameter", "InvalidParameter.TagValue", "InvalidTag.Mismatch", "Param.Conflict"],
  ...["NumberExceed.ResourceIds", "NumberExceed.Tags", "InstanceKeyPairLimitExceeded", "Invalid.NextToken"],
  ...["InvalidKeyPairNames.ValueNotSupported", "InvalidInstanceIds.ValueNotSupported"],
  ...["InvalidInstanceIds.Malformed", "DependencyViolation.WindowsInstance", "InvalidResourceType.NotFound"],
  ...["InvalidVersion", "InvalidParameter.TooManyInstanceIds"],
];

const codes = [...new Set([...documented, ...emulated])];

describe("an error code", () => {
  it.each(codes)("%s has advice, or explains itself", (code) => {
    expect(adviceFor(code) === undefined).toBe(explainsItself.includes(code));
  });

  it("that counts as explaining itself is among the known ones", () => {
    expect(explainsItself.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it("that is not documented has no advice", () => {
    expect(adviceFor("Unheard.Of")).toBeUndefined();
  });

  it.each([
    ["InvalidTimeStamp.Expired", /clock/],
    ["InvalidTimeStamp.Format", /clock/],
    ["SignatureNonceUsed", /arrived twice, and the first may have taken effect/],
    ["InvalidSecurityToken.Expired", /has expired\. Get a new one/],
    ["InvalidSecurityToken.MismatchWithAccessKey", /does not belong to this access key/],
    ["MissingSecurityToken", /needs its security token/],
    ["InvalidAccessKeyId.NotFound", /does not exist/],
    ["InvalidAccessKeyId.Inactive", /Enable it in RAM/],
    ["InvalidResourceGroup.NotFound", /Check resourceGroupId/],
    ["InvalidPublicKeyBody.Malformed", /RSA, DSA or ECDSA/],
    ["OperationDenied.QuotaExceed", /at most 20 tags/],
    ["QuotaExceed.Instance", /Quota Center/],
    ["InvalidApi.NotFound", /Check the ecs and sts endpoints/],
    ["MissingParameter.Tags", /proxy/],
    ["ServiceUnavailable", /Retry later/],
    ["InternalError", /Retry later/],
    ["Throttling.User", /a minute later/],
  ])("%s gets its own advice", (code, advice) => {
    expect(adviceFor(code)).toMatch(advice);
  });
});
