/** The port: what the core may ask of ECS, in the vendor SDK's camelCase; `ecs/client.ts` is its adapter. */
import type { Operation } from "../rpc/operation";

/** One tag of a key pair. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A key pair's address: names are unique within an account and a region. */
export interface KeyPairRef {
  readonly regionId: string;
  readonly keyPairName: string;
}

/** @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair} */
export interface CreateKeyPairRequest extends KeyPairRef {
  /** Left out, ECS puts the pair into the account's default group. */
  readonly resourceGroupId?: string;
  readonly tags: readonly Tag[];
}

/** @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-importkeypair | ImportKeyPair} */
export interface ImportKeyPairRequest extends CreateKeyPairRequest {
  /** OpenSSH form. */
  readonly publicKey: string;
}

/** The answer to an import. It has no id of the key pair. */
export interface ImportedKeyPair {
  readonly keyPairFingerPrint: string;
}

/** The one answer that holds the private key. */
export interface CreatedKeyPair {
  readonly keyPairId?: string;
  readonly keyPairFingerPrint: string;
  /** Secret. As ECS gave it: PEM, or the bare base64 text of one. */
  readonly privateKeyBody: string;
}

/** A key pair as DescribeKeyPairs shows it; it never shows a private key, nor the key pair's own id. */
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
 * A key pair as an exact lookup showed it that began when it was asked for. Only such a lookup may settle what a request has left,
 * or whose a pair is that is taken over.
 */
export interface FreshKeyPair extends DescribedKeyPair {
  readonly isFresh: true;
}

/**
 * The calls to ECS and STS that a key pair's lifecycle needs. Every method waits out throttling and tries a
 * connection that is refused three times; what else it repeats is said with each.
 */
export interface EcsApi {
  /**
   * Makes a key pair. Sent once: an answer that is lost is never asked for again here, because the request has
   * no client token and may have taken effect.
   *
   * @throws {@link Refusal} when ECS answered with an error
   * @throws {@link NoAnswer} when the request may or may not have taken effect
   * @throws {@link Unreachable} when it can't have
   */
  createKeyPair(request: CreateKeyPairRequest, operation: Operation): Promise<CreatedKeyPair>;

  /**
   * Makes a key pair of a public key that is here already. Sent once, as a create is.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  importKeyPair(request: ImportKeyPairRequest, operation: Operation): Promise<ImportedKeyPair>;

  /**
   * Looks a key pair up by its exact name, here and now. Repeated on every failure that may pass, until the operation's end.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  describeKeyPair(ref: KeyPairRef, operation: Operation): Promise<FreshKeyPair | undefined>;

  /**
   * Looks a key pair up together with others that are asked for at the same time: where these are many, one listing of the
   * region serves them all. What it shows may be up to 30 seconds old, but never older than a write of this process to that
   * name. That there is none is always the answer of an exact lookup, made after it was asked for. Repeated as an exact lookup is.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  describeKeyPairShared(ref: KeyPairRef, operation: Operation): Promise<DescribedKeyPair | undefined>;

  /**
   * Lists all key pairs of a region, page by page, without their public keys. Repeated as a lookup is.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  listKeyPairs(regionId: string, operation: Operation): Promise<DescribedKeyPair[]>;

  /**
   * Deletes a key pair by its name, at once. Where flow control makes it wait, it goes out in one request with all others that wait
   * by then; where ECS refuses that, in one of its own. Sent once, as a create is: who lost the answer looks before sending again.
   *
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  deleteKeyPair(ref: KeyPairRef, operation: Operation): Promise<void>;

  /**
   * Sets tags, over older values of theirs. Repeated on every failure that may pass: the outcome is the same.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-tagresources | TagResources}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  tagKeyPair(ref: KeyPairRef, tags: readonly Tag[], operation: Operation): Promise<void>;

  /**
   * Takes tags off by their keys. Repeated as setting them is.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-untagresources | UntagResources}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  untagKeyPair(ref: KeyPairRef, keys: readonly string[], operation: Operation): Promise<void>;

  /**
   * Moves a key pair into a resource group. Repeated as tagging is.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-joinresourcegroup | JoinResourceGroup}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  moveKeyPair(ref: KeyPairRef, resourceGroupId: string, operation: Operation): Promise<void>;

  /**
   * The ids of the instances that a key pair is bound to.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  boundInstances(ref: KeyPairRef, operation: Operation): Promise<string[]>;

  /**
   * Unbinds a key pair from instances, which let passwords in again once they are restarted. Repeated as tagging is.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-detachkeypair | DetachKeyPair}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  detachKeyPair(ref: KeyPairRef, instanceIds: readonly string[], operation: Operation): Promise<void>;

  /**
   * The id of the account whose credentials are in use, asked of STS once a process; undefined where STS does
   * not answer within a few seconds.
   */
  accountId(regionId: string, operation: Operation): Promise<string | undefined>;
}
