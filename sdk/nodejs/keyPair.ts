/** The resource class that programs use; the dynamic host does all of its work. */
import * as pulumi from "@pulumi/pulumi";
import type { KeyPairArgs } from "./args";
import provider from "../../provider/keyPair/dynamic";
import { keyPairFields } from "../../provider/keyPair/fields";
import { Resource } from "./resource";

/**
 * An SSH key pair in Alibaba Cloud ECS. ECS creates it and returns the private key once. The private key becomes a secret output,
 * which later stacks can read; state holds its only copy.
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

  /** The fingerprint as ECS returns it: MD5 according to its documentation, with or without colons. */
  declare readonly fingerPrint: pulumi.Output<string>;

  /** ECS's own id of the key pair. Only CreateKeyPair returns it: undefined for imported, adopted and foreign pairs. */
  declare readonly keyPairId: pulumi.Output<string | undefined>;

  /** When the pair was created, as ISO 8601 in UTC, to the minute. Undefined until the first refresh. */
  declare readonly createTime: pulumi.Output<string | undefined>;

  /** The resource group that holds the key pair. If the program sets none, undefined until the first refresh. */
  declare readonly resourceGroupId: pulumi.Output<string | undefined>;

  /** The tags, without the provider's own tags and system tags. */
  declare readonly tags: pulumi.Output<Record<string, string> | undefined>;

  /**
   * The private key. Secret. A key from ECS is PEM as ECS returned it, PKCS#1 or PKCS#8, with one final newline. A local key is
   * PKCS#8, or OpenSSH's own format for ED25519. Undefined with `publicKey` and `adopt`, and for a pair read by
   * {@link KeyPair.get}: ECS never returns it again.
   */
  declare readonly privateKey: pulumi.Output<string | undefined>;

  /** The public key in OpenSSH format, without a comment. */
  declare readonly publicKey: pulumi.Output<string | undefined>;

  /** The public key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64. */
  declare readonly publicKeyFingerprintSha256: pulumi.Output<string | undefined>;

  /** The id of the account that created the pair. Undefined if STS did not return it. */
  declare readonly accountId: pulumi.Output<string | undefined>;

  /** The value of the pair's tag `pulumi-alicloud-keypair:attempt`, which distinguishes it from others of its name. */
  declare readonly attempt: pulumi.Output<string | undefined>;

  /**
   * The resource that owns the pair, as last written to its tag `pulumi-alicloud-keypair:owner`: project, stack, the types of the
   * resource's parents, `::` and its name. If the resource is renamed, reparented or moved to another stack, the next `up` updates
   * the tag in place.
   */
  declare readonly owner: pulumi.Output<string | undefined>;

  /** Whether the pair was adopted with `adopt`. An adopted pair is never deleted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Reads an existing key pair, whatever created it. Its private key is undefined. It is never changed or deleted.
   *
   * @param name - the resource's name in the program
   * @param id - the key pair's name, or its region, a slash and its name: `"dev"`, `"cn-beijing/dev"`
   * @throws Error during `up` if the key pair does not exist
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): KeyPair {
    const parts = pulumi.output(id).apply(splitId);
    return new KeyPair(name, { regionId: parts.regionId }, { ...opts, id: parts.keyPairName });
  }

  /**
   * Declares a key pair.
   *
   * @param name - the resource's name in the program; a generated key pair name starts with it
   * @param args - all optional
   * @param opts - Pulumi's resource options. `customTimeouts` limits how long a create or delete waits for ECS (ten
   * minutes by default)
   * @throws Error if this package is linked instead of installed: Pulumi would write its code into state
   */
  constructor(name: string, args?: KeyPairArgs | null, opts?: pulumi.CustomResourceOptions | null) {
    const isUnique = args?.keyPairName !== undefined;
    super({ type: "KeyPair", provider, fields: keyPairFields, isUnique }, name, args ?? {}, opts ?? {});
  }
}

/** Neither a region's id nor a name can contain a slash. An empty region counts as unset. */
function splitId(id: string): { keyPairName: string; regionId: string } {
  const slash = id.indexOf("/");
  return { keyPairName: id.slice(slash + 1), regionId: id.slice(0, Math.max(slash, 0)) };
}
