/** Everything that an operation of a host can end in, for tests of what it says then. */
import type { AccountOptions } from "../emulator/cloud/accounts";
import type { Emulator } from "../emulator/emulator";
import type { Fault } from "../emulator/faults";
import { inputs } from "./fixtures";
import type { Host, Values } from "./host";

/** An account whose secrets occur nowhere else; its access key is good with the token alone. */
export const account: AccountOptions & { readonly securityToken: string } = {
  accessKeyId: "STS.secrecy",
  accessKeySecret: "q7Zk2s3cretKeyOfTheTemporaryAccount9Wv4",
  securityToken: "CAISt0ken/OfTheTemporary+Account8XqLm3RtYw==",
};

/** Its credentials, as the environment has them. */
export const credentials = {
  ALICLOUD_ACCESS_KEY: account.accessKeyId,
  ALICLOUD_SECRET_KEY: account.accessKeySecret,
  ALICLOUD_SECURITY_TOKEN: account.securityToken,
};

/** Where an operation runs: a host, its cloud, and a pair that was made there before. */
export interface Scene {
  readonly host: Host;
  readonly emulator: Emulator;
  readonly id: string;
  readonly outs: Values;
}

/** One way in which an operation can end. */
export interface Outcome {
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  /** What is done, one after the other; each has the same end. */
  readonly runs: readonly ((scene: Scene) => Promise<unknown>)[];
  /** What the failure says; a success where this is left out. */
  readonly says?: RegExp;
}

/** What a gateway may tell of a request: the old signature's string to sign holds the token, percent-encoded. */
const request =
  `GET&%2F&AccessKeyId%3D${account.accessKeyId}%26Action%3DCreateKeyPair%26SecurityToken%3D` +
  `${encodeURIComponent(encodeURIComponent(account.securityToken))}%26Signature=abc%26Version%3D2014-05-26`;
const token = `SecurityToken ${account.securityToken} has expired`;

type FaultRow = readonly [
  title: string,
  fault: Fault,
  says: RegExp | undefined,
  then?: Fault | undefined,
  /** The operation's time; short where it ends in that. */
  create?: string,
];

const refused = (code: string, httpStatus: number, message: string): Fault => ({
  kind: "error",
  ...{ code, httpStatus, message },
});

const createFaults: readonly FaultRow[] = [
  [
    "a refusal that tells the string to sign",
    refused("SignatureDoesNotMatch", 400, `Not matched. server string to sign is:${request}`),
    /SignatureDoesNotMatch.*Not matched\.$/m,
  ],
  [
    "a refusal that tells it in another spelling",
    refused("IncompleteSignature", 400, `Does not conform. StringToSign: ${request}`),
    /IncompleteSignature.*Does not conform\.$/m,
  ],
  [
    "a refusal that tells the canonical request",
    refused("SignatureDoesNotMatch", 400, `Not matched. CanonicalRequest is: POST\n/\n${request}`),
    /SignatureDoesNotMatch/,
  ],
  [
    "a refusal that quotes the token",
    refused("InvalidSecurityToken.Expired", 400, token),
    /InvalidSecurityToken\.Expired.*SecurityToken … has expired/,
  ],
  ["a refusal whose code is a token", refused(account.securityToken, 400, "no"), /failed: …=* \(HTTP 400/],
  [
    "a server error that quotes the request",
    refused("InternalError", 500, request),
    /did not succeed within/,
  ],
  [
    "flow control that quotes the request",
    { ...refused("Throttling.User", 400, request), calls: 2 },
    undefined,
  ],
  ["a gateway's page after the effect", { kind: "html", effect: true, calls: 1 }, undefined],
  ["a gateway's page with status 200", { kind: "html", httpStatus: 200, calls: 1 }, undefined],
  ["a page every time", { kind: "html" }, /did not succeed within|may exist/, undefined, "2s"],
  ["half an answer", { kind: "cutBody", calls: 1 }, undefined],
  [
    "half an answer, then looks that fail",
    { kind: "cutBody" },
    /may exist/,
    { ...refused("Forbidden.RAM", 403, request), action: "DescribeKeyPairs" },
  ],
  ["a connection that drops after the effect", { kind: "dropConnection", effect: true, calls: 1 }, undefined],
  ["no answer after the effect", { kind: "neverAnswer", effect: true, calls: 1 }, undefined],
  ["an answer that comes too late", { kind: "delay", answerDelayMs: 1_200, calls: 1 }, undefined],
  ["an effect that comes too late", { kind: "delay", effectDelayMs: 800, calls: 1 }, undefined],
];

const sources = [
  ["CreateKeyPair", {}],
  ["ImportKeyPair", { keySource: "local", algorithm: "ECDSA" }],
] as const;

/** Creates, by ECS's key and by a local one. */
export const creates: readonly Outcome[] = sources.flatMap(([action, key]) =>
  createFaults.map(([title, fault, says, then, create = "20s"]) => ({
    title: `${action}: ${title}`,
    faults: [{ ...fault, action }, ...(then === undefined ? [] : [then])],
    runs: [({ host }) => host.create(inputs({ keyPairName: "dev", ...key, customTimeouts: { create } }))],
    ...(says !== undefined && { says }),
  })),
);

const tagged = ({ host, id, outs }: Scene): Promise<unknown> =>
  host.update(
    id,
    outs,
    inputs({ keyPairName: "first", tags: { team: "infra" }, customTimeouts: { update: "2s" } }),
  );
const removed = ({ host, id, outs }: Scene): Promise<unknown> =>
  host.delete(id, { ...outs, customTimeouts: { delete: "2s" } });
const refreshed = ({ host, id, outs }: Scene): Promise<unknown> => host.read(id, outs);

/** What becomes of a pair whose private key is in state. */
export const laterOn: readonly Outcome[] = [
  { title: "update", runs: [tagged] },
  {
    title: "update, refused",
    faults: [{ ...refused("Forbidden.RAM", 403, request), action: "TagResources" }],
    runs: [tagged],
    says: /Forbidden\.RAM[\s\S]*next up goes on/,
  },
  {
    title: "update, half an answer each time",
    faults: [{ kind: "cutBody", action: "TagResources" }],
    runs: [tagged],
    says: /TagResources.*[\s\S]*next up goes on/,
  },
  { title: "read", runs: [refreshed] },
  {
    title: "read, refused",
    faults: [{ ...refused("SignatureDoesNotMatch", 400, `server string to sign is:${request}`) }],
    runs: [refreshed],
    says: /SignatureDoesNotMatch/,
  },
  {
    title: "read, half an answer, then a page",
    faults: [
      { kind: "cutBody", action: "DescribeKeyPairs", calls: 1 },
      { kind: "html", action: "DescribeKeyPairs", calls: 1 },
    ],
    runs: [refreshed],
  },
  {
    title: "read of a pair that is gone",
    runs: [
      ({ emulator, ...scene }) => {
        emulator.removeKeyPair("cn-hangzhou", "first");
        return refreshed({ emulator, ...scene });
      },
    ],
  },
  {
    title: "read and delete of a pair that holds another key",
    runs: [
      ({ emulator }) => emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "first" }),
      refreshed,
      removed,
    ],
  },
  { title: "delete", runs: [removed] },
  {
    title: "delete, refused",
    faults: [{ ...refused("Forbidden.RAM", 403, request), action: "DeleteKeyPairs" }],
    runs: [removed],
    says: /Forbidden\.RAM/,
  },
  {
    title: "delete, a page each time",
    faults: [{ kind: "html", action: "DeleteKeyPairs" }],
    runs: [removed],
    says: /did not succeed within/,
  },
  {
    title: "delete of a bound pair",
    runs: [
      ({ emulator, ...scene }) => {
        emulator.addInstance({ regionId: "cn-hangzhou", keyPairName: "first" });
        return removed({ emulator, ...scene });
      },
    ],
    says: /was not deleted: i-/,
  },
  {
    title: "a name that is taken",
    runs: [({ host }) => host.create(inputs({ keyPairName: "first" }))],
    says: /already exists/,
  },
];

const made = ({ host }: Scene): Promise<unknown> => host.create(inputs({ keyPairName: "dev" }));
const everyOperation = [made, tagged, refreshed, removed];

const settings = [
  ["a wrong secret", { ALICLOUD_SECRET_KEY: `${account.accessKeySecret}x` }, {}, /SignatureDoesNotMatch/],
  ["a wrong token", { ALICLOUD_SECURITY_TOKEN: `${account.securityToken}x` }, {}, /InvalidSecurityToken/],
  ["no token", { ALICLOUD_SECURITY_TOKEN: "" }, {}, /SecurityToken/],
  ["no access key", { ALICLOUD_ACCESS_KEY: "" }, {}, /credentials could not be had/],
  [
    "a secret key in the place of the access key",
    { ALICLOUD_ACCESS_KEY: account.accessKeySecret },
    {},
    /InvalidAccessKeyId/,
  ],
  [
    "a secret key in stack configuration, without its access key",
    {},
    { "alicloud:secretKey": account.accessKeySecret },
    /credentials could not be had/,
  ],
  [
    "a secret key in the place of a number",
    {},
    { "alicloud:clientReadTimeout": account.accessKeySecret },
    /clientReadTimeout must be/,
  ],
  [
    "a secret key in the place of endpoints",
    {},
    { "alicloud:endpoints": account.accessKeySecret },
    /endpoints must be JSON/,
  ],
  [
    "a token in the place of an endpoint",
    { ALIBABA_CLOUD_ENDPOINT_ECS: account.securityToken },
    {},
    /endpoint must be a host/,
  ],
] as const;

/** Every operation under settings that are wrong. */
export const misconfigured: readonly Outcome[] = settings.map(([title, env, config, says]) => ({
  ...{ title, env, config, says },
  runs: everyOperation,
}));
