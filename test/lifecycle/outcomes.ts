/** Everything that an operation of a host can end in, for tests of what it says then. */
import type { AccountOptions } from "../../emulator/cloud/accounts";
import type { Emulator } from "../../emulator/emulator";
import type { Fault } from "../../emulator/faults";
import { inputs } from "./fixtures";
import type { Host } from "./host";
import type { Values } from "./rpc";

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
export const request =
  `GET&%2F&AccessKeyId%3D${account.accessKeyId}%26Action%3DCreateKeyPair%26SecurityToken%3D` +
  `${encodeURIComponent(encodeURIComponent(account.securityToken))}%26Signature=abc%26Version%3D2014-05-26`;

/** A fault that refuses. */
export const refused = (code: string, httpStatus: number, message: string): Fault => ({
  kind: "error",
  ...{ code, httpStatus, message },
});

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
    says: /Forbidden\.RAM[\s\S]*`pulumi up` again to finish/,
  },
  {
    title: "update, half an answer each time",
    faults: [{ kind: "cutBody", action: "TagResources" }],
    runs: [tagged],
    says: /TagResources.*[\s\S]*`pulumi up` again to finish/,
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
    says: /timed out after 2s/,
  },
  {
    title: "delete of a bound pair",
    runs: [
      ({ emulator, ...scene }) => {
        emulator.addInstance({ regionId: "cn-hangzhou", keyPairName: "first" });
        return removed({ emulator, ...scene });
      },
    ],
    says: /was not deleted: it is bound to i-/,
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
  ["no access key", { ALICLOUD_ACCESS_KEY: "" }, {}, /can't get credentials/],
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
    /can't get credentials/,
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
