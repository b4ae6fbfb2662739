/** The resource class that a program uses; everything it does happens in the dynamic host. */
import * as pulumi from "@pulumi/pulumi";
import type { KeyPairArgs } from "./args";
import provider from "../../provider/keyPair/dynamic";
import { keyPairFields } from "../../provider/keyPair/fields";
import { Resource } from "./resource";

/**
 * An SSH key pair of Alibaba Cloud ECS. ECS makes it and returns the private key once; it is kept as a secret output, which
 * later stacks can read. State is its only copy.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" });
 * export const privateKey = dev.privateKey; // secret
 * ```
 *
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createkeypair | CreateKeyPair}
 */
export class KeyPair extends Resource {
  /** The key pair's name in ECS; the same as the resource's id. */
  declare readonly keyPairName: pulumi.Output<string>;

  /** The region that holds the key pair. */
  declare readonly regionId: pulumi.Output<string>;

  /** The fingerprint as ECS gives it: of MD5, by its documents, with or without colons. */
  declare readonly fingerPrint: pulumi.Output<string>;

  /** ECS's own id of the key pair. Only CreateKeyPair tells it: undefined for imported, adopted and foreign pairs. */
  declare readonly keyPairId: pulumi.Output<string | undefined>;

  /** When the pair was made, ISO 8601 in UTC, exact to the minute. Undefined until the first refresh. */
  declare readonly createTime: pulumi.Output<string | undefined>;

  /** The resource group that holds the key pair. Undefined until the first refresh where the program names none. */
  declare readonly resourceGroupId: pulumi.Output<string | undefined>;

  /** The tags, without the provider's own and the system's. */
  declare readonly tags: pulumi.Output<Record<string, string> | undefined>;

  /**
   * The private key. Secret. PEM as ECS gave it, PKCS#1 or PKCS#8, with one final newline; of a local key PKCS#8, or OpenSSH's own
   * form for ED25519. Undefined with `publicKey` and `adopt`, and for a pair read by {@link KeyPair.get}: ECS returns it to nobody
   * a second time.
   */
  declare readonly privateKey: pulumi.Output<string | undefined>;

  /** The public key in OpenSSH's form, without a comment. */
  declare readonly publicKey: pulumi.Output<string | undefined>;

  /** The public key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64. */
  declare readonly publicKeyFingerprintSha256: pulumi.Output<string | undefined>;

  /** The id of the account that made the pair. Undefined where STS did not tell it. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /** The value of the tag `pulumi-alicloud-keypair:attempt` on the pair, by which it is told from others of its name. */
  declare readonly attempt: pulumi.Output<string | undefined>;

  /**
   * The resource that the pair is for, as its tag `pulumi-alicloud-keypair:owner` was last written: project, stack, the types of the
   * resource's parents, `::` and its name. It follows the resource when that is renamed, moved to another stack or given other
   * parents: the next `up` renews the tag in place.
   */
  declare readonly owner: pulumi.Output<string | undefined>;

  /** Whether the pair was taken over by `adopt`: it is never deleted then. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Reads a key pair that exists already, made by whomever. Its private key is undefined. It is never changed or deleted.
   *
   * @param name - the name of the resource in the program
   * @param id - the key pair's name, or the region, a slash and the name: `"dev"`, `"cn-beijing/dev"`
   * @throws Error during `up` when there is no such key pair
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): KeyPair {
    const parts = pulumi.output(id).apply(splitId);
    return new KeyPair(name, { regionId: parts.regionId }, { ...opts, id: parts.keyPairName });
  }

  /**
   * Declares a key pair.
   *
   * @param name - the name of the resource in the program; it also leads a name that is made
   * @param args - all optional
   * @param opts - Pulumi's resource options. `customTimeouts` bounds how long a create or delete waits for ECS (default ten
   * minutes)
   * @throws Error when this package is linked rather than installed: Pulumi would write its code into state
   */
  constructor(name: string, args?: KeyPairArgs | null, opts?: pulumi.CustomResourceOptions | null) {
    const isUnique = args?.keyPairName !== undefined;
    super({ type: "KeyPair", provider, fields: keyPairFields, isUnique }, name, args ?? {}, opts ?? {});
  }
}

/** Neither a region's id nor a name can hold a slash. An empty region counts as none. */
function splitId(id: string): { keyPairName: string; regionId: string } {
  const slash = id.indexOf("/");
  return { keyPairName: id.slice(slash + 1), regionId: id.slice(0, Math.max(slash, 0)) };
}
