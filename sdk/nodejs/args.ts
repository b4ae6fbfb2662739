/** The arguments of a key pair. */
import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a {@link KeyPair}. All are optional. */
export interface KeyPairArgs {
  /**
   * The key pair's name in ECS, unique within the account and the region. It has 2 to 128 characters: letters, digits, `:`, `_`
   * and `-`. It starts with a letter, but not with `http://` or `https://`.
   *
   * If unset, the name is the resource's name, a dash and 7 random hex digits. The pair keeps that name for its lifetime.
   *
   * Changing this replaces the key pair: the new one is created before the old one is deleted. Removing it later changes nothing.
   */
  keyPairName?: pulumi.Input<string>;

  /**
   * The region that holds the key pair, such as `cn-hangzhou`.
   *
   * If unset, the pair is created in the default region: `alicloud-keypair:region`, `alicloud:region`, `ALICLOUD_REGION`,
   * `ALIBABA_CLOUD_REGION` or the CLI's profile, in that order. The pair keeps that region, even if another machine has a different
   * default. Set it if the people who run `pulumi up` have different defaults.
   *
   * Changing this replaces the key pair.
   */
  regionId?: pulumi.Input<string>;

  /**
   * Your own public key in OpenSSH format (`ssh-rsa AAAA… comment`): RSA, DSA or ECDSA. The provider then calls ImportKeyPair
   * instead of CreateKeyPair, and `privateKey` is undefined. ED25519 keys are sent too, but ECS's documentation does not list them.
   *
   * Cannot be combined with `keySource`, `algorithm`, `rsaBits` or `ecdsaCurve`. An empty string counts as unset.
   *
   * Changing this replaces the key pair. Changing only the comment or white space does not.
   */
  publicKey?: pulumi.Input<string>;

  /**
   * Where the key is generated. With `"ecs"`, the default, CreateKeyPair generates it. With `"local"`, the machine that runs
   * `pulumi up` generates it and sends only the public half, with ImportKeyPair. The cloud never sees a local private key.
   *
   * Changing this replaces the key pair.
   */
  keySource?: pulumi.Input<"ecs" | "local">;

  /**
   * The algorithm of a local key; `"RSA"` by default. Only for `keySource: "local"`. ECS's documentation does not list ED25519.
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
   * The resource group, such as `rg-bp67acfmxazb4p****`. If unset, ECS uses the account's default group, and a pair that has a
   * group keeps it. An empty string counts as unset.
   *
   * Updated in place.
   */
  resourceGroupId?: pulumi.Input<string>;

  /**
   * Tags: at most 18, because the provider uses two of ECS's 20. Keys have 1 to 128 characters; values have up to 128 and may be
   * empty. Keys cannot start with `aliyun`, `acs:`, `http://` or `https://`.
   *
   * Updated in place.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  /**
   * Adopts the existing key pair of this name instead of creating one; false by default. Its private key stays undefined, and
   * `publicKey`, if set, must match its key. An adopted pair is never deleted: a destroy or a replacement leaves it in ECS.
   * Keeping or removing this later changes nothing.
   */
  adopt?: pulumi.Input<boolean>;

  /**
   * Detaches the pair from the instances that use it before deleting it. By default this is false, and a bound pair is not
   * deleted. Password login is re-enabled on a detached instance after its next restart.
   *
   * Updated in place, without an API call.
   */
  detachOnDelete?: pulumi.Input<boolean>;

  /**
   * The attempt value that the error of a create printed, after a killed run left a pair whose private key is lost. The provider
   * deletes exactly that pair and creates a new one.
   *
   * Updated in place, without an API call.
   */
  recoverOrphan?: pulumi.Input<string>;

  /**
   * Whether the pair gets the provider's own two tags, which identify its owner; true by default. Without them, a create whose
   * response is lost fails instead of being cleaned up.
   *
   * Updated in place, without an API call; applies to pairs created later.
   */
  ownerTags?: pulumi.Input<boolean>;
}
