/** The attachment class that programs use; the dynamic host does all of its work. */
import * as pulumi from "@pulumi/pulumi";
import provider from "../../provider/keyPairAttachment/dynamic";
import { attachmentFields } from "../../provider/keyPairAttachment/fields";
import { Resource } from "./resource";

/** The arguments of a {@link KeyPairAttachment}. */
export interface KeyPairAttachmentArgs {
  /**
   * The name of the key pair to bind.
   *
   * Changing this binds the new pair in place of the old one, instance by instance. ECS refuses to delete a pair that is still bound,
   * so the old one can't be deleted too early.
   */
  keyPairName: pulumi.Input<string>;

  /**
   * The ids of the instances to bind it to. A set: order and duplicates are ignored. They must exist, run Linux, and be Running or
   * Stopped.
   *
   * Changing this binds the added instances and detaches the removed ones. The others are not touched. An instance is detached only if
   * the pair is still bound to it.
   */
  instanceIds: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The region that holds the key pair and the instances, such as `cn-hangzhou`. If unset, the default region, as for a key pair.
   *
   * Changing this replaces the attachment.
   */
  regionId?: pulumi.Input<string>;

  /**
   * When a newly bound pair takes effect. With `"later"`, the default, that is each instance's next start. With `"restart"`, instances
   * that are running are restarted gracefully, and those that are stopped stay stopped. Instances that are detached are not restarted.
   *
   * Changing this to `"restart"` restarts the instances for which a restart is pending.
   */
  apply?: pulumi.Input<"later" | "restart">;

  /**
   * How many instances are restarted at the same time, from 1 to 100; 1 by default. The next batch starts when all instances of the
   * last one are running again. If one does not run again before the operation's timeout, the roll-out stops. The timeout is ten
   * minutes unless `customTimeouts` sets another.
   */
  restartBatchSize?: pulumi.Input<number>;

  /**
   * Whether restarts cut the power instead of shutting down the operating system. Data not yet written to disk is lost. False by
   * default. Requires `apply: "restart"`.
   */
  forceStop?: pulumi.Input<boolean>;

  /**
   * Whether to replace another key pair that is bound to an instance. If false, the default, such an instance is an error that
   * names the other pair. A pair that this attachment bound itself is always replaced.
   */
  replaceBound?: pulumi.Input<boolean>;
}

/** One instance of an attachment. */
export interface InstanceBinding {
  /** The instance's id. */
  readonly instanceId: string;

  /** Whether the attachment's key pair is bound to it. */
  readonly bound: boolean;

  /** The key pair that this attachment has bound to it. It differs from the attachment's own only until a rotation is finished. */
  readonly keyPairName?: string;

  /** Whether a restart is pending: the instance is running, and the key pair takes effect only at its next start. */
  readonly restartPending: boolean;

  /** The instance's last start time when the key pair was bound, as ISO 8601 in UTC, to the minute. Only while a restart is pending. */
  readonly startTime?: string;

  /** The error code of the last change that failed. */
  readonly code?: string;

  /** What failed. */
  readonly message?: string;
}

/**
 * The attachment of a key pair to ECS instances, whose users can then log in with its private key. ECS writes the key to an instance
 * at its next start and disables password login there.
 *
 * Every change is made in place, on the affected instances only. Several attachments, in one stack or in several, can
 * bind one key pair: each manages only its own instances. An instance has one key pair. Do not set `keyName` on an `ecs.Instance`
 * that an attachment manages, because both would overwrite the same setting.
 *
 * The id is the region, a slash and the key pair's name. An update can't change an id: after a rotation it shows the old name until the
 * next refresh.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * const dev = new alicloud.KeyPair("dev");
 * const attachment = new alicloud.KeyPairAttachment("dev", {
 *   keyPairName: dev.keyPairName,
 *   instanceIds: ["i-bp1g6zv0ce8oghu7k***"],
 * });
 * ```
 *
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-attachkeypair | AttachKeyPair}
 */
export class KeyPairAttachment extends Resource {
  /** The name of the key pair. */
  declare readonly keyPairName: pulumi.Output<string>;

  /** The ids of the instances that the key pair is bound to, each once. */
  declare readonly instanceIds: pulumi.Output<string[]>;

  /** The region that holds the key pair and the instances. */
  declare readonly regionId: pulumi.Output<string>;

  /** When a newly bound pair takes effect. */
  declare readonly apply: pulumi.Output<"later" | "restart" | undefined>;

  /** How many instances are restarted at the same time. */
  declare readonly restartBatchSize: pulumi.Output<number | undefined>;

  /** Whether restarts cut the power. */
  declare readonly forceStop: pulumi.Output<boolean | undefined>;

  /** Whether another key pair that is bound to an instance is replaced. */
  declare readonly replaceBound: pulumi.Output<boolean | undefined>;

  /** Each instance: whether the pair is bound to it, whether it still has to be restarted, and what failed. */
  declare readonly instances: pulumi.Output<InstanceBinding[]>;

  /**
   * Reads all instances that a key pair is bound to, whatever bound it. They are never changed.
   *
   * @param name - the resource's name in the program
   * @param id - the region, a slash and the key pair's name: `"cn-hangzhou/dev"`
   * @throws Error during `up` if the key pair does not exist
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): KeyPairAttachment {
    // The instances are read from ECS.
    const none = {} as KeyPairAttachmentArgs;
    return new KeyPairAttachment(name, none, { ...opts, id });
  }

  /**
   * Declares an attachment.
   *
   * @param name - the resource's name in the program
   * @param args - `keyPairName` and `instanceIds` are required
   * @param opts - Pulumi's resource options. `customTimeouts` limits how long a create or update may take, restarts included (ten
   * minutes by default)
   * @throws Error if this package is linked instead of installed: Pulumi would write its code into state
   */
  constructor(name: string, args: KeyPairAttachmentArgs, opts?: pulumi.CustomResourceOptions | null) {
    const type = "KeyPairAttachment";
    super({ type, provider, fields: attachmentFields, isUnique: false }, name, args, opts ?? {});
  }
}
