// Errors of the gateway in front of all actions.
import { regionId, temporaryAccount } from "../fixtures";
import type { RpcOptions } from "../rpcCall";
import { inactiveAccount, mandatory, unknownApi, type Row } from "./row";

const agoMinutes = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/u, "Z");
const common = (parameters: Record<string, string | undefined>): RpcOptions => ({ common: parameters });
const invalidVersion = "Specified parameter Version is not valid.";
const expired = "Specified time stamp or date value is expired.";
const mismatchedToken = "Specified SecurityToken mismatch with the AccessKey.";
const withoutToken = {
  accessKeyId: temporaryAccount.accessKeyId,
  accessKeySecret: temporaryAccount.accessKeySecret,
};
const stranger = { accessKeyId: "nobody", accessKeySecret: "any" };

/** Errors of any action. */
export const gatewayRows: Row[] = (
  [
    [404, "InvalidApi.NotFound", unknownApi, common({ Action: "RunInstances" })],
    [400, "InvalidVersion", invalidVersion, { version: "2015-04-01" }],
    [400, "InvalidVersion", invalidVersion, { version: "2099-01-01" }],
    [400, "InvalidVersion", invalidVersion, { version: "toString" }],
    [404, "InvalidApi.NotFound", unknownApi, { path: "/elsewhere" }],
    ...[
      "Action",
      "Version",
      "AccessKeyId",
      "SignatureMethod",
      "SignatureVersion",
      "Timestamp",
      "SignatureNonce",
    ].map((name): GatewayRow => [400, `Missing${name}`, mandatory(name), common({ [name]: undefined })]),
    [400, "MissingSignature", mandatory("Signature"), { signature: "" }],
    [404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.", { account: stranger }],
    [400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.", { account: inactiveAccount }],
    [400, "MissingSecurityToken", mandatory("SecurityToken"), { account: withoutToken }],
    [
      400,
      "MissingSecurityToken",
      mandatory("SecurityToken"),
      { account: withoutToken, common: { SecurityToken: "" } },
    ],
    [
      400,
      "InvalidSecurityToken.MismatchWithAccessKey",
      mismatchedToken,
      { account: { ...temporaryAccount, securityToken: "other" } },
    ],
    [400, "InvalidTimeStamp.Expired", expired, common({ Timestamp: agoMinutes(16) })],
    [400, "InvalidTimeStamp.Expired", expired, common({ Timestamp: agoMinutes(-16) })],
    [
      400,
      "InvalidTimeStamp.Format",
      "Specified time stamp or date value is not well formatted.",
      common({ Timestamp: "yesterday" }),
    ],
    [
      400,
      "InvalidSignatureMethod",
      "Specified signature method is not supported.",
      common({ SignatureMethod: "HMAC-MD5" }),
    ],
    [400, "UnsupportedHTTPMethod", "This http method is not supported.", { method: "PUT" }],
    [
      400,
      "IncompleteSignature",
      "The request signature does not conform to Aliyun standards.",
      { headers: { authorization: "ACS3-HMAC-SHA256 Credential=emulator" } },
    ],
  ] satisfies GatewayRow[]
).map(([status, code, message, options]): Row => [
  "DescribeKeyPairs",
  { RegionId: regionId },
  status,
  code,
  message,
  options,
]);

type GatewayRow = [status: number, code: string, message: string, options: RpcOptions];
