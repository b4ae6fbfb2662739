/** What the lookups of key pairs take and return. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * The conditions of a lookup. All are optional, and a key pair must meet all that are set. Only an empty `regionId` counts as unset:
 * any other empty string is an error, because it would match every key pair.
 */
export interface GetKeyPairArgs {
  /** The key pair's exact name. Cannot be combined with `namePattern`. */
  keyPairName?: string;

  /**
   * A pattern for the name, in which each `*` stands for any characters, or none: `web-*`. Without a `*`, it is an exact name.
   * Cannot be combined with `keyPairName`.
   */
  namePattern?: string;

  /** The fingerprint as ECS returns it, or as `ssh-keygen -l -E md5` prints it. Colons and upper case make no difference. */
  fingerPrint?: string;

  /** The public key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64. */
  publicKeyFingerprintSha256?: string;

  /** The public key in OpenSSH format. Its comment makes no difference. */
  publicKey?: string;

  /** Tags that the key pair must have, each with this value. It may have others too. */
  tags?: Record<string, string>;

  /** The resource group that holds the key pair, such as `rg-bp67acfmxazb4p****`. */
  resourceGroupId?: string;

  /**
   * The region to search, such as `cn-hangzhou`. If unset, the default region: `alicloud-keypair:region`, `alicloud:region`,
   * `ALICLOUD_REGION`, `ALIBABA_CLOUD_REGION` or the CLI's profile, in that order.
   */
  regionId?: string;

  /** Whether to return the instances that are bound to the key pair; false by default. Takes further calls: DescribeInstances. */
  includeInstances?: boolean;
}

/** The conditions of a lookup, each of which can be an output. */
export type GetKeyPairOutputArgs = {
  [Name in keyof GetKeyPairArgs]: Name extends "tags"
    ? pulumi.Input<Record<string, pulumi.Input<string>> | undefined>
    : pulumi.Input<GetKeyPairArgs[Name] | undefined>;
};

/** A key pair that a lookup found. It has no private key: ECS never returns one again. */
export interface FoundKeyPair {
  /** The key pair's name in ECS. */
  readonly keyPairName: string;

  /** The region that holds the key pair. */
  readonly regionId: string;

  /** The fingerprint as ECS returns it: MD5 according to its documentation, with or without colons. */
  readonly fingerPrint: string;

  /** The public key in OpenSSH format, without a comment. Undefined if ECS returns none that can be read. */
  readonly publicKey?: string;

  /** The public key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64. */
  readonly publicKeyFingerprintSha256?: string;

  /** The public key's algorithm: `RSA`, `DSA`, `ECDSA` or `ED25519`. */
  readonly algorithm?: string;

  /** When the pair was created, as ISO 8601 in UTC, to the minute. */
  readonly createTime?: string;

  /** The resource group that holds the key pair. */
  readonly resourceGroupId?: string;

  /** The tags, without the provider's own tags and system tags. */
  readonly tags: Record<string, string>;

  /** The instances that are bound to the key pair. Undefined without `includeInstances`. */
  readonly instances?: FoundInstance[];
}

/** An instance that a key pair is bound to. */
export interface FoundInstance {
  /** The instance's id, such as `i-bp67acfmxazb4p****`. */
  readonly instanceId: string;

  /** The instance's name. */
  readonly instanceName: string;

  /** The instance's state: `Pending`, `Running`, `Starting`, `Stopping` or `Stopped`. */
  readonly status: string;
}

/** The key pairs that a lookup found. */
export interface GetKeyPairsResult {
  /** The region that was searched. */
  readonly regionId: string;

  /** The key pairs that meet all conditions, sorted by name; empty if there are none. */
  readonly keyPairs: FoundKeyPair[];
}
