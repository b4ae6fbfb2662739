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
}
