/** Reads ECS response bodies: wire casing stays in this file. */
import { isJsonObject, text, type JsonObject } from "../rpc/json";
import { NoAnswer } from "../rpc/errors";
import type { CreatedKeyPair, DescribedKeyPair, ImportedKeyPair, Tag } from "./api";

/**
 * @throws {@link NoAnswer} if the response has no private key: the key pair may still exist
 */
export function createdKeyPair(body: JsonObject): CreatedKeyPair {
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
export function importedKeyPair(body: JsonObject): ImportedKeyPair {
  return { keyPairFingerPrint: text(body["KeyPairFingerPrint"]) ?? "" };
}

/**
 * Reads a page of key pairs from DescribeKeyPairs.
 *
 * @throws {@link NoAnswer} if the response has no list: that is not an empty list
 */
export function describedKeyPairs(body: JsonObject): DescribedKeyPair[] {
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
export function totalCount(body: JsonObject): number | undefined {
  const count = body["TotalCount"];
  return typeof count === "number" ? count : undefined;
}

function describedKeyPair(keyPairName: string, pair: JsonObject): DescribedKeyPair {
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
export function list(wrapper: unknown, name: string): JsonObject[] | undefined {
  const items: unknown = isJsonObject(wrapper) ? wrapper[name] : undefined;
  return Array.isArray(items) ? items.filter(isJsonObject) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

export function withoutUndefined<T extends object>(value: T): Defined<T>;
export function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
