/** What a program can say about a key pair. */
import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link KeyPair}. All of them are optional. */
export interface KeyPairArgs {
  /**
   * The key pair's name in ECS, unique within the account and the region: 2 to 128 characters, starting with a letter;
   * letters, digits, `:`, `_` and `-`; not `http://` or `https://` in front.
   *
   * Left out, a name is made from the resource's name, a dash and 7 random hex digits, and kept as long as the pair lives.
   *
   * Changing this replaces the key pair: the new one is made before the old one is deleted. Leaving it out later changes
   * nothing.
   */
  keyPairName?: pulumi.Input<string>;

  /**
   * The region that holds the key pair, such as `cn-hangzhou`.
   *
   * Left out, the default of the configuration (`alicloud-keypair:region`, `alicloud:region`, `ALICLOUD_REGION`,
   * `ALIBABA_CLOUD_REGION`, the CLI's profile) is taken when the pair is made, and kept as long as it lives, so that another
   * machine's default moves nothing. Set it where the defaults of those who run `pulumi up` differ.
   *
   * Changing this replaces the key pair.
   */
  regionId?: pulumi.Input<string>;

  /**
   * A public key of yours, in OpenSSH's form (`ssh-rsa AAAA… comment`): RSA, DSA or ECDSA. ImportKeyPair is called with it instead
   * of CreateKeyPair, and `privateKey` is undefined. An ED25519 key is sent too, but ECS's documents do not list its kind.
   *
   * Not together with `keySource`, `algorithm`, `rsaBits` or `ecdsaCurve`. An empty text counts as absent.
   *
   * Changing this replaces the key pair; a change of the comment or of white space does not.
   */
  publicKey?: pulumi.Input<string>;

  /**
   * Who makes the key. `"ecs"`, the default: CreateKeyPair makes it. `"local"`: it is made on the machine that runs `pulumi up`,
   * and only its public half is sent, with ImportKeyPair, so that the cloud never sees the private key.
   *
   * Changing this replaces the key pair.
   */
  keySource?: pulumi.Input<"ecs" | "local">;

  /**
   * The kind of a local key; `"RSA"` by default. For `keySource: "local"` only. ECS's documents do not list ED25519.
   *
   * Changing this replaces the key pair.
   */
  algorithm?: pulumi.Input<"RSA" | "ECDSA" | "ED25519">;

  /**
   * The size of a local RSA key in bits; 3072 by default.
   *
   * Changing this replaces the key pair.
   */
  rsaBits?: pulumi.Input<2048 | 3072 | 4096>;

  /**
   * The curve of a local ECDSA key; `"P256"` by default.
   *
   * Changing this replaces the key pair.
   */
  ecdsaCurve?: pulumi.Input<"P256" | "P384" | "P521">;

  /**
   * The resource group, such as `rg-bp67acfmxazb4p****`. Left out, ECS takes the account's default group, and a pair that has a
   * group keeps it. An empty text counts as absent.
   *
   * Changed in place.
   */
  resourceGroupId?: pulumi.Input<string>;

  /**
   * Tags: at most 18, since two of ECS's 20 are the provider's own. Keys of 1 to 128 characters, values of up to 128, which may be
   * empty. Keys do not start with `aliyun`, `acs:`, `http://` or `https://`.
   *
   * Changed in place.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Takes over the key pair of this name that exists already, instead of making one; false by default. Its private key stays
   * undefined, `publicKey`, if given, must be its key, and it is never deleted: a destroy or a replacement leaves it in ECS. Left
   * in or taken out later, this changes nothing.
   */
  adopt?: pulumi.Input<boolean>;

  /**
   * Detaches the pair from the instances that use it before it is deleted; false by default: a bound pair is not deleted then.
   * After its next restart, an instance that was detached lets passwords in again.
   *
   * Changed in place, without a call.
   */
  detachOnDelete?: pulumi.Input<boolean>;

  /**
   * The attempt value that the error of a create printed: a run that was killed has left a pair whose private key nobody holds. That
   * pair, and no other, is deleted, and a new one is made.
   *
   * Changed in place, without a call.
   */
  recoverOrphan?: pulumi.Input<string>;

  /**
   * Whether the pair gets the provider's own two tags, which tell whose it is; true by default. Without them, a create whose
   * answer is lost fails rather than be cleared up.
   *
   * Changed in place, without a call, for pairs that are made later.
   */
  ownerTags?: pulumi.Input<boolean>;
}
