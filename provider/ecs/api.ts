/** The port: what the core can request from ECS, in the vendor SDK's camelCase; `ecs/client.ts` is its adapter. */
import type { Operation } from "../rpc/operation";
import type { InstanceApi } from "./instanceApi";
import type { KeyPairRef } from "./keyPairRef";

/** One tag of a key pair. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair} */
export interface CreateKeyPairRequest extends KeyPairRef {
  /** If unset, ECS puts the pair into the account's default group. */
  readonly resourceGroupId?: string;
  readonly tags: readonly Tag[];
}

/** @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-importkeypair | ImportKeyPair} */
export interface ImportKeyPairRequest extends CreateKeyPairRequest {
  /** In OpenSSH format. */
  readonly publicKey: string;
}

/** The response to an import. It does not contain the key pair's ID. */
export interface ImportedKeyPair {
  readonly keyPairFingerPrint: string;
}

/** The only response that contains the private key. */
export interface CreatedKeyPair {
  readonly keyPairId?: string;
  readonly keyPairFingerPrint: string;
  /** Secret. As ECS returned it: PEM, or only its base64 text. */
  readonly privateKeyBody: string;
}

/** A key pair as DescribeKeyPairs returns it: never with a private key or the key pair's ID. */
export interface DescribedKeyPair {
  readonly keyPairName: string;
  readonly keyPairFingerPrint?: string;
  /** ISO 8601 in UTC, exact to the minute. */
  readonly creationTime?: string;
  readonly resourceGroupId?: string;
  readonly publicKey?: string;
  readonly tags: readonly Tag[];
}

/**
 * A key pair as returned by an exact lookup that started on request. Only such a lookup may decide what a request has left behind,
 * or who owns a pair before it is adopted.
 */
export interface FreshKeyPair extends DescribedKeyPair {
  readonly isFresh: true;
}

/** Which key pairs to find; all of a region if empty. */
export interface KeyPairFilter {
  /** A name, or a pattern in which `*` stands for any characters. */
  readonly keyPairName?: string | undefined;
  /** The tags that a pair must have. */
  readonly tags?: readonly Tag[] | undefined;
  readonly resourceGroupId?: string | undefined;
}

/**
 * The calls to ECS and STS that the lifecycles of this provider's resources need. Every method retries throttled calls
 * and attempts a connection three times. Each method documents what else it retries.
 */
export interface EcsApi extends InstanceApi {
  /**
   * Creates a key pair. Sent once: a call whose response is lost is never retried here, because the request has no
   * client token and may have taken effect.
   *
   * @throws {@link Refusal} if ECS returned an error
   * @throws {@link NoAnswer} if the request may or may not have taken effect
   * @throws {@link Unreachable} if it can't have taken effect
   */
  createKeyPair(request: CreateKeyPairRequest, operation: Operation): Promise<CreatedKeyPair>;

  /**
   * Creates a key pair from an existing public key. Sent once, like a create.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  importKeyPair(request: ImportKeyPairRequest, operation: Operation): Promise<ImportedKeyPair>;

  /**
   * Looks up a key pair by its exact name, immediately. Retried on every transient failure until the operation's deadline.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  describeKeyPair(ref: KeyPairRef, operation: Operation): Promise<FreshKeyPair | undefined>;

  /**
   * Looks up a key pair together with others requested at the same time: if there are many, one listing of the region serves
   * them all. The result may be up to 30 seconds old, but never older than a write of this process to that name. A missing pair
   * is always confirmed by an exact lookup that starts after the request. Retried like an exact lookup.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  describeKeyPairShared(ref: KeyPairRef, operation: Operation): Promise<DescribedKeyPair | undefined>;

  /**
   * Lists all key pairs of a region, page by page, without their public keys. Retried like a lookup.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  listKeyPairs(regionId: string, operation: Operation): Promise<DescribedKeyPair[]>;

  /**
   * Lists the key pairs of a region that a filter selects, page by page, with their public keys. ECS applies the filter, and its
   * documentation is unclear about tags and groups: the result can contain other pairs too. Retried like a lookup.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  findKeyPairs(regionId: string, filter: KeyPairFilter, operation: Operation): Promise<DescribedKeyPair[]>;

  /**
   * Deletes a key pair by its name, immediately. While deletes are throttled, all that wait share one request; if ECS refuses it,
   * each gets its own. Sent once, like a create: after a lost response, the caller looks the pair up before any retry.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  deleteKeyPair(ref: KeyPairRef, operation: Operation): Promise<void>;

  /**
   * Sets tags, overwriting their old values. Retried on every transient failure: the outcome is the same.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-tagresources | TagResources}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  tagKeyPair(ref: KeyPairRef, tags: readonly Tag[], operation: Operation): Promise<void>;

  /**
   * Removes tags by their keys. Retried like setting them.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-untagresources | UntagResources}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  untagKeyPair(ref: KeyPairRef, keys: readonly string[], operation: Operation): Promise<void>;

  /**
   * Moves a key pair into a resource group. Retried like tagging.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-joinresourcegroup | JoinResourceGroup}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  moveKeyPair(ref: KeyPairRef, resourceGroupId: string, operation: Operation): Promise<void>;

  /**
   * The ID of the account whose credentials are in use, requested from STS once per process; undefined if STS does
   * not respond within a few seconds.
   */
  accountId(regionId: string, operation: Operation): Promise<string | undefined>;
}
