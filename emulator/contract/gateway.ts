/** What the gateway in front of all actions refuses. A real account is never called like this. */
import { alone, outcomeBy, needing, type Caller, type Case, type Outcome, type Story } from "./case";
import { inactiveAccount, temporaryAccount, type Ground } from "./ground";

const unknownApi = "Specified api is not found, please check your url and method.";
const invalidVersion = "Specified parameter Version is not valid.";
const expired = "Specified time stamp or date value is expired.";
const mandatory = (name: string): string => `${name} is mandatory for this action.`;
const common = (parameters: Readonly<Record<string, string | undefined>>): Caller => ({ common: parameters });
const agoMinutes = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/u, "Z");

const { accessKeyId, accessKeySecret } = temporaryAccount;
const withoutToken = { accessKeyId, accessKeySecret };
const unknownAccount = { accessKeyId: "nobody", accessKeySecret: "any" };

/** The parameters that no call of RPC v1 may lack, besides its signature. */
const commonNames = [
  "Action",
  "Version",
  "AccessKeyId",
  "SignatureMethod",
  "SignatureVersion",
  "Timestamp",
  "SignatureNonce",
];

/** All stories about the gateway. */
export function gatewayStories({ regionId }: Ground): Story[] {
  const row = (caller: Caller, expected: Case["expected"]): Case => ({
    action: "DescribeKeyPairs",
    parameters: { RegionId: regionId },
    caller,
    expected,
  });
  return alone(
    needing("signature", [
      ...apiRows().map(([caller, expected]) => row(caller, expected)),
      ...keyRows().map(([caller, expected]) => row(caller, expected)),
      ...signatureRows().map(([caller, expected]) => row(caller, expected)),
    ]),
  );
}

type Row = [caller: Caller, expected: Case["expected"]];

const refusal = (status: number, code: string, message: string): Outcome => ({ status, code, message });

function apiRows(): Row[] {
  return [
    [common({ Action: "RunInstances" }), refusal(404, "InvalidApi.NotFound", unknownApi)],
    [{ path: "/elsewhere" }, refusal(404, "InvalidApi.NotFound", unknownApi)],
    ...["2015-04-01", "2099-01-01", "toString"].map((version): Row => [
      { version },
      refusal(400, "InvalidVersion", invalidVersion),
    ]),
    ...commonNames.map((name): Row => [
      common({ [name]: undefined }),
      refusal(400, `Missing${name}`, mandatory(name)),
    ]),
    [{ method: "PUT" }, refusal(400, "UnsupportedHTTPMethod", "This http method is not supported.")],
  ];
}

function keyRows(): Row[] {
  const noToken = refusal(400, "MissingSecurityToken", mandatory("SecurityToken"));
  return [
    [
      { account: unknownAccount },
      refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
    ],
    [
      { account: inactiveAccount },
      refusal(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled."),
    ],
    [{ account: withoutToken }, noToken],
    [{ account: withoutToken, common: { SecurityToken: "" } }, noToken],
    [
      { account: { ...temporaryAccount, securityToken: "other" } },
      refusal(
        400,
        "InvalidSecurityToken.MismatchWithAccessKey",
        "Specified SecurityToken mismatch with the AccessKey.",
      ),
    ],
  ];
}

function signatureRows(): Row[] {
  const mismatch = "Specified signature is not matched with our calculation.";
  return [
    [{ signature: "" }, refusal(400, "MissingSignature", mandatory("Signature"))],
    [
      { signature: "wrong" },
      outcomeBy("stringToSign", {
        told: {
          status: 400,
          code: "SignatureDoesNotMatch",
          message: /^Specified signature is not matched with our calculation\. server string to sign is:/u,
        },
        untold: { status: 400, code: "SignatureDoesNotMatch", message: mismatch },
      }),
    ],
    [common({ Timestamp: agoMinutes(16) }), refusal(400, "InvalidTimeStamp.Expired", expired)],
    [common({ Timestamp: agoMinutes(-16) }), refusal(400, "InvalidTimeStamp.Expired", expired)],
    [
      common({ Timestamp: "yesterday" }),
      refusal(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."),
    ],
    [
      common({ SignatureMethod: "HMAC-MD5" }),
      refusal(400, "InvalidSignatureMethod", "Specified signature method is not supported."),
    ],
    [
      { headers: { authorization: "ACS3-HMAC-SHA256 Credential=emulator" } },
      refusal(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."),
    ],
  ];
}
