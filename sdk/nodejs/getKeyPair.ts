/** The function that looks one key pair up, and what both lookups take and return. */
import * as pulumi from "@pulumi/pulumi";
import { call } from "./functions";

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

/**
 * Looks up the one key pair that meets all conditions, whatever created it. It calls ECS whenever the program runs, in a preview too:
 * one call by exact name, otherwise one for every 50 key pairs that ECS lists, and at least one more for instances.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * export const publicKey = alicloud.getKeyPair({ keyPairName: "dev" }).then((pair) => pair.publicKey);
 * ```
 *
 * @throws Error if no key pair meets the conditions, or if several do: the error names them. Also if an argument is invalid, if no
 * region is set, or if ECS refuses a call; it then says what to do
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
 */
export function getKeyPair(args: GetKeyPairArgs = {}): Promise<FoundKeyPair> {
  return call("getKeyPair", args);
}

/**
 * Like {@link getKeyPair}, with arguments that can be outputs. The lookup waits for them. In a preview, its result is unknown as long
 * as one of them is, and no call is made. If an argument is secret, so is the result.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * const dev = new alicloud.KeyPair("dev");
 * export const { createTime } = alicloud.getKeyPairOutput({ keyPairName: dev.keyPairName });
 * ```
 *
 * @throws Error during the run, like {@link getKeyPair}
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
 */
export function getKeyPairOutput(args: GetKeyPairOutputArgs = {}): pulumi.Output<FoundKeyPair> {
  return pulumi.output(args).apply((known) => call("getKeyPair", known));
}
