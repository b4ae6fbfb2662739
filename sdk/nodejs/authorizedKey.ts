/** The class of an authorized key that programs use; the dynamic host does all of its work. */
import * as pulumi from "@pulumi/pulumi";
import provider from "../../provider/authorizedKey/dynamic";
import { authorizedKeyFields } from "../../provider/authorizedKey/fields";
import { Resource } from "./resource";

/** The arguments of an {@link AuthorizedKey}. */
export interface AuthorizedKeyArgs {
  /**
   * The public key in OpenSSH format, such as a key pair's `publicKey`. A comment is ignored.
   *
   * Changing this adds the new key on every instance and reads it back there. Only then is the old key removed, and only where the
   * new one was read back in the same run.
   */
  publicKey: pulumi.Input<string | undefined>;

  /**
   * The ids of the instances. A set: order and duplicates are ignored. They must be running Linux with a Cloud Assistant agent.
   *
   * Changing this writes the key on the added instances and removes it from the others. The rest is not touched.
   */
  instanceIds: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The user whose `~/.ssh/authorized_keys` gets the key; `root` by default.
   *
   * Changing this adds the key for the new user first, then removes it for the old one.
   */
  user?: pulumi.Input<string>;

  /**
   * The region that holds the instances, such as `cn-hangzhou`. If unset, the default region, as for a key pair.
   *
   * Changing this replaces the authorized key.
   */
  regionId?: pulumi.Input<string>;

  /** How long the script may run on an instance, in seconds: 10 to 3600, 60 by default. */
  timeoutSeconds?: pulumi.Input<number>;

  /**
   * What to do about an instance on which no command can run, because it is not running, runs Windows, or its Cloud Assistant agent
   * does not respond. With `"fail"`, the default, `up` handles the other instances first, then reports it. With `"skip"`, `up`
   * skips it with a warning, and the next `up` tries it again. An instance that may hold a retired key is always reported.
   */
  onUnfit?: pulumi.Input<"fail" | "skip">;

  /**
   * Whether an update may remove the last key of a user. False by default: the last key is kept and reported. A delete never removes
   * the last key.
   */
  allowLastKey?: pulumi.Input<boolean>;

  /** Whether a refresh runs a command on each instance to see whether the key is there. False by default: a refresh runs none. */
  checkOnRefresh?: pulumi.Input<boolean>;
}

/** A key of one user. */
export interface UserKey {
  /** The user. */
  readonly user: string;

  /** The public key in OpenSSH format, without a comment. */
  readonly publicKey: string;
}

/** One instance of an authorized key. */
export interface AuthorizedInstance {
  /** The instance's id. */
  readonly instanceId: string;

  /** Whether the key was read back there. */
  readonly present: boolean;

  /** Other keys of this resource that are still there, or may be, because a change was not finished. */
  readonly leftKeys?: UserKey[];

  /** The error code of the last change that failed. */
  readonly code?: string;

  /** What failed. */
  readonly message?: string;
}

/**
 * One public key in a user's `authorized_keys` on running instances. ECS Cloud Assistant writes it: immediately, without a restart, and
 * without an SSH connection from the machine that runs Pulumi. Only the public key is sent.
 *
 * Use it with a {@link KeyPairAttachment}, which puts the key pair into effect at an instance's next start, or by itself if one
 * instance should accept several keys. Use one resource for each key, user and instance.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * const dev = new alicloud.KeyPair("dev");
 * const authorized = new alicloud.AuthorizedKey("dev", {
 *   publicKey: dev.publicKey,
 *   instanceIds: ["i-bp1g6zv0ce8oghu7k***"],
 * });
 * ```
 *
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runcommand | RunCommand}
 */
export class AuthorizedKey extends Resource {
  /** The public key in OpenSSH format, without a comment. */
  declare readonly publicKey: pulumi.Output<string>;

  /** The ids of the instances on which the key was read back. */
  declare readonly instanceIds: pulumi.Output<string[]>;

  /** The user whose file holds the key. */
  declare readonly user: pulumi.Output<string>;

  /** The region that holds the instances. */
  declare readonly regionId: pulumi.Output<string>;

  /** How long the script may run on an instance, in seconds. */
  declare readonly timeoutSeconds: pulumi.Output<number | undefined>;

  /** What to do about an instance on which no command can run. */
  declare readonly onUnfit: pulumi.Output<"fail" | "skip" | undefined>;

  /** Whether an update may remove the last key of a user. */
  declare readonly allowLastKey: pulumi.Output<boolean | undefined>;

  /** Whether a refresh runs a command on each instance. */
  declare readonly checkOnRefresh: pulumi.Output<boolean | undefined>;

  /** The key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64. */
  declare readonly fingerprintSha256: pulumi.Output<string>;

  /** Each instance: whether the key is there, which older keys are left, and what failed. */
  declare readonly instances: pulumi.Output<AuthorizedInstance[]>;

  /**
   * Declares an authorized key.
   *
   * @param name - the resource's name in the program
   * @param args - `publicKey` and `instanceIds` are required
   * @param opts - Pulumi's resource options. `customTimeouts` limits how long a create, update or delete may take (ten minutes by
   * default)
   * @throws Error if this package is linked instead of installed: Pulumi would write its code into state
   */
  constructor(name: string, args: AuthorizedKeyArgs, opts?: pulumi.CustomResourceOptions | null) {
    const type = "AuthorizedKey";
    super({ type, provider, fields: authorizedKeyFields, isUnique: false }, name, args, opts ?? {});
  }
}
