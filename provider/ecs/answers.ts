/** Reads the bodies of ECS's answers: wire casing goes no further than this file. */
import type { CreatedKeyPair, DescribedKeyPair, ImportedKeyPair, Tag } from "./api";
import { EcsNoAnswer } from "./errors";

/** The body of an answer, as parsed from JSON. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * @throws {@link EcsNoAnswer} when no private key is in the answer: the key pair may well exist now
 */
export function createdKeyPair(body: Body): CreatedKeyPair {
  const privateKeyBody = text(body["PrivateKeyBody"]);
  const keyPairFingerPrint = text(body["KeyPairFingerPrint"]);
  const keyPairId = text(body["KeyPairId"]);
  if (privateKeyBody === undefined || privateKeyBody.trim() === "") {
    throw new EcsNoAnswer("CreateKeyPair", "ECS", "answered without a private key");
  }
  return {
    privateKeyBody,
    keyPairFingerPrint: keyPairFingerPrint ?? "",
    ...(keyPairId !== undefined && { keyPairId }),
  };
}

/** What ECS tells of a key pair that was imported. */
export function importedKeyPair(body: Body): ImportedKeyPair {
  return { keyPairFingerPrint: text(body["KeyPairFingerPrint"]) ?? "" };
}

/** A page of instances: their ids, and where the next page starts. */
export interface InstancePage {
  readonly instanceIds: string[];
  readonly nextToken: string | undefined;
}

/**
 * The page of instances that DescribeInstances answers.
 *
 * @throws {@link EcsNoAnswer} when there is no list in the answer
 */
export function describedInstances(body: Body): InstancePage {
  const instances = list(body["Instances"], "Instance");
  if (instances === undefined) {
    throw new EcsNoAnswer("DescribeInstances", "ECS", "answered without a list of instances");
  }
  const instanceIds = instances.flatMap((instance) => text(instance["InstanceId"]) ?? []);
  return { instanceIds, nextToken: text(body["NextToken"]) };
}

/** Instances that DetachKeyPair could not do, each with ECS's word for it. */
export function failedDetachments(body: Body): string[] {
  return (list(body["Results"], "Result") ?? [])
    .filter((result) => String(result["Success"]).toLowerCase() !== "true")
    .map((result) => `${text(result["InstanceId"]) ?? "?"} (${text(result["Code"]) ?? "no code"})`);
}

/**
 * The page of key pairs that DescribeKeyPairs answers.
 *
 * @throws {@link EcsNoAnswer} when there is no list in the answer: that is not an empty list
 */
export function describedKeyPairs(body: Body): DescribedKeyPair[] {
  const pairs = list(body["KeyPairs"], "KeyPair");
  if (pairs === undefined) {
    throw new EcsNoAnswer("DescribeKeyPairs", "ECS", "answered without a list of key pairs");
  }
  return pairs.flatMap((pair) => {
    const keyPairName = text(pair["KeyPairName"]);
    return keyPairName === undefined ? [] : [describedKeyPair(keyPairName, pair)];
  });
}

/** How many key pairs a listing has in all its pages; undefined where the answer does not tell. */
export function totalCount(body: Body): number | undefined {
  const count = body["TotalCount"];
  return typeof count === "number" ? count : undefined;
}

/** The account that STS's GetCallerIdentity tells. */
export function callerAccountId(body: Body): string | undefined {
  return text(body["AccountId"]);
}

/** An access key for a while. Secret. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** In milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/**
 * What STS gives for a role.
 *
 * @throws {@link EcsNoAnswer} when a part of it is missing
 */
export function temporaryCredentials(action: string, body: Body): TemporaryCredentials {
  const given = isBody(body["Credentials"]) ? body["Credentials"] : {};
  const accessKeyId = text(given["AccessKeyId"]);
  const accessKeySecret = text(given["AccessKeySecret"]);
  const securityToken = text(given["SecurityToken"]);
  const expiresAtMs = Date.parse(text(given["Expiration"]) ?? "");
  if (
    accessKeyId === undefined ||
    accessKeySecret === undefined ||
    securityToken === undefined ||
    Number.isNaN(expiresAtMs)
  ) {
    throw new EcsNoAnswer(action, "STS", "answered without credentials");
  }
  return { accessKeyId, accessKeySecret, securityToken, expiresAtMs };
}

function describedKeyPair(keyPairName: string, pair: Body): DescribedKeyPair {
  const optional = {
    keyPairFingerPrint: text(pair["KeyPairFingerPrint"]),
    creationTime: text(pair["CreationTime"]),
    resourceGroupId: text(pair["ResourceGroupId"]),
    publicKey: text(pair["PublicKey"]),
  };
  return { keyPairName, tags: tags(pair["Tags"]), ...withoutUndefined(optional) };
}

function tags(value: unknown): Tag[] {
  return (list(value, "Tag") ?? []).flatMap((tag) => {
    const key = text(tag["TagKey"]);
    return key === undefined ? [] : [{ key, value: text(tag["TagValue"]) ?? "" }];
  });
}

/** The API wraps each list in an object of its own: `{"KeyPairs": {"KeyPair": [...]}}`. */
function list(wrapper: unknown, name: string): Body[] | undefined {
  const items: unknown = isBody(wrapper) ? wrapper[name] : undefined;
  return Array.isArray(items) ? items.filter(isBody) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T>;
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
