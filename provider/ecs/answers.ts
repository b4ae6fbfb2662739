/** Reads ECS response bodies: wire casing stays in this file. */
import { isBody, text, type Body } from "../rpc/body";
import { NoAnswer } from "../rpc/errors";
import type {
  CreatedKeyPair,
  DescribedInstance,
  DescribedKeyPair,
  ImportedKeyPair,
  InstanceResult,
  Tag,
} from "./api";

/**
 * @throws {@link NoAnswer} if the response has no private key: the key pair may still exist
 */
export function createdKeyPair(body: Body): CreatedKeyPair {
  const privateKeyBody = text(body["PrivateKeyBody"]);
  const keyPairFingerPrint = text(body["KeyPairFingerPrint"]);
  const keyPairId = text(body["KeyPairId"]);
  if (privateKeyBody === undefined || privateKeyBody.trim() === "") {
    throw new NoAnswer("CreateKeyPair", "ECS", "returned no private key");
  }
  return {
    privateKeyBody,
    keyPairFingerPrint: keyPairFingerPrint ?? "",
    ...(keyPairId !== undefined && { keyPairId }),
  };
}

/** What ECS returns for an imported key pair. */
export function importedKeyPair(body: Body): ImportedKeyPair {
  return { keyPairFingerPrint: text(body["KeyPairFingerPrint"]) ?? "" };
}

/** A page of instances, and the token of the next one. */
export interface InstancePage {
  readonly instances: DescribedInstance[];
  readonly nextToken: string | undefined;
}

/**
 * Reads a page of instances from DescribeInstances.
 *
 * @throws {@link NoAnswer} if the response has no list
 */
export function describedInstances(body: Body): InstancePage {
  const instances = list(body["Instances"], "Instance");
  if (instances === undefined) {
    throw new NoAnswer("DescribeInstances", "ECS", "returned no list of instances");
  }
  return { instances: instances.flatMap(describedInstance), nextToken: text(body["NextToken"]) };
}

function describedInstance(instance: Body): DescribedInstance[] {
  const instanceId = text(instance["InstanceId"]);
  const optional = {
    instanceName: text(instance["InstanceName"]),
    keyPairName: text(instance["KeyPairName"]),
    startTime: text(instance["StartTime"]),
  };
  return instanceId === undefined
    ? []
    : [{ instanceId, status: text(instance["Status"]) ?? "", ...withoutUndefined(optional) }];
}

/**
 * Reads what AttachKeyPair or DetachKeyPair did to each instance. The API returns counts, codes and successes as numbers and
 * booleans, or as strings.
 *
 * @throws {@link NoAnswer} if an instance has no result, or if more failed than the results say
 */
export function bindingResults(
  action: string,
  instanceIds: readonly string[],
): (body: Body) => InstanceResult[] {
  return (body) => {
    const results = resultsOf(
      action,
      instanceIds,
      list(body["Results"], "Result"),
      ({ Success }) => String(Success).toLowerCase() === "true",
    );
    const failed = results.filter(({ isSuccess }) => !isSuccess).length;
    if (Number(body["FailCount"] ?? failed) > failed) {
      throw new NoAnswer(action, "ECS", `reported ${String(body["FailCount"])} failures but named ${failed}`);
    }
    return results;
  };
}

/**
 * Reads what RebootInstances did to each instance.
 *
 * @throws {@link NoAnswer} if an instance has no result
 */
export function restartResults(instanceIds: readonly string[]): (body: Body) => InstanceResult[] {
  return (body) =>
    resultsOf(
      "RebootInstances",
      instanceIds,
      list(body["InstanceResponses"], "InstanceResponse"),
      (result) => codeOf(result) === "200",
    );
}

function codeOf({ Code }: Body): string {
  return typeof Code === "number" ? String(Code) : (text(Code) ?? "no code");
}

function resultsOf(
  action: string,
  instanceIds: readonly string[],
  results: readonly Body[] | undefined,
  isSuccess: (result: Body) => boolean,
): InstanceResult[] {
  return instanceIds.map((instanceId) => {
    const result = results?.find((each) => each["InstanceId"] === instanceId);
    if (result === undefined) {
      throw new NoAnswer(action, "ECS", `returned no result for ${instanceId}`);
    }
    return {
      instanceId,
      isSuccess: isSuccess(result),
      code: codeOf(result),
      message: text(result["Message"]) ?? "",
    };
  });
}

/**
 * Reads a page of key pairs from DescribeKeyPairs.
 *
 * @throws {@link NoAnswer} if the response has no list: that is not an empty list
 */
export function describedKeyPairs(body: Body): DescribedKeyPair[] {
  const pairs = list(body["KeyPairs"], "KeyPair");
  if (pairs === undefined) {
    throw new NoAnswer("DescribeKeyPairs", "ECS", "returned no list of key pairs");
  }
  return pairs.flatMap((pair) => {
    const keyPairName = text(pair["KeyPairName"]);
    return keyPairName === undefined ? [] : [describedKeyPair(keyPairName, pair)];
  });
}

/** The number of key pairs on all pages of a listing; undefined if the response does not say. */
export function totalCount(body: Body): number | undefined {
  const count = body["TotalCount"];
  return typeof count === "number" ? count : undefined;
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

/** The API wraps each list in its own object: `{"KeyPairs": {"KeyPair": [...]}}`. */
function list(wrapper: unknown, name: string): Body[] | undefined {
  const items: unknown = isBody(wrapper) ? wrapper[name] : undefined;
  return Array.isArray(items) ? items.filter(isBody) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T>;
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
