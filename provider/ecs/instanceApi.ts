/** The port's part about instances: listing them, binding key pairs to them, restarting them, and running commands on them. */
import type { Operation } from "../rpc/operation";
import type { KeyPairRef } from "./keyPairRef";

/** The most instances that one call binds to a key pair, or unbinds. */
export const instancesPerBinding = 50;

/** Which instances to list: those bound to a key pair, or those with these ids. */
export type InstanceFilter = { readonly keyPairName: string } | { readonly instanceIds: readonly string[] };

/** An instance, as far as key pairs concern it. */
export interface DescribedInstance {
  readonly instanceId: string;
  readonly instanceName?: string;
  /** `Pending`, `Running`, `Starting`, `Stopping` or `Stopped`. */
  readonly status: string;
  /** The key pair that it is bound to. */
  readonly keyPairName?: string;
  /** `linux` or `windows`. */
  readonly osType?: string;
  /** When it was last started, as ISO 8601 in UTC, exact to the minute. */
  readonly startTime?: string;
}

/** What a call did to one of its instances. */
export interface InstanceResult {
  readonly instanceId: string;
  readonly isSuccess: boolean;
  /** ECS's code: `200`, or that of an error. */
  readonly code: string;
  readonly message: string;
}

/** The most instances that this provider runs a command on with one call. */
export const instancesPerCommand = 50;

/** A shell script to run on instances as root, through Cloud Assistant. */
export interface CommandRequest {
  readonly regionId: string;
  /** At most {@link instancesPerCommand}. They run, and so does the agent on each: one that does not makes ECS refuse the call. */
  readonly instanceIds: readonly string[];
  /** Anybody who may list commands can read it: it must not contain a private key. */
  readonly script: string;
  /** How long it may run on an instance, in seconds; at least 10. */
  readonly timeoutSeconds: number;
  /** Makes the call idempotent: the same token never runs a script twice. */
  readonly clientToken: string;
}

/** How a command ended, or stands, on one instance. */
export interface CommandResult {
  readonly instanceId: string;
  /** `Pending`, `Running`, `Success`, `Failed` and so on. */
  readonly status: string;
  /** ECS's reason, where the command did not succeed. */
  readonly errorCode?: string;
  readonly errorInfo?: string;
  /** What it wrote to its standard output, at most 24 KB of it. */
  readonly output: string;
}

/** The calls about instances. They retry as those about key pairs do. */
export interface InstanceApi {
  /**
   * Lists the instances of a region that a filter selects. An id that no instance has is simply missing. Retried like a lookup.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  listInstances(regionId: string, filter: InstanceFilter, operation: Operation): Promise<DescribedInstance[]>;

  /**
   * Lists all instances of a region, 100 a call. Retried like a lookup.
   *
   * @param maxCalls - the listing is abandoned when it needs more
   * @returns undefined if it was abandoned
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  listAllInstances(
    regionId: string,
    maxCalls: number,
    operation: Operation,
  ): Promise<DescribedInstance[] | undefined>;

  /**
   * Binds a key pair to at most {@link instancesPerBinding} instances, where it replaces any other. It takes effect at each one's
   * next start. Sent once: after a lost response, the caller looks at the instances before any retry.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-attachkeypair | AttachKeyPair}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  attachKeyPair(
    ref: KeyPairRef,
    instanceIds: readonly string[],
    operation: Operation,
  ): Promise<InstanceResult[]>;

  /**
   * Unbinds a key pair from at most {@link instancesPerBinding} instances. Their password login is re-enabled once they are
   * restarted. Sent once, like attaching.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-detachkeypair | DetachKeyPair}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  detachKeyPair(
    ref: KeyPairRef,
    instanceIds: readonly string[],
    operation: Operation,
  ): Promise<InstanceResult[]>;

  /**
   * Restarts at most 100 running instances, each by itself. Sent once: after a lost response, the caller looks at the instances.
   *
   * @param isForced - whether to cut the power, which loses what is not written to disk
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-rebootinstances | RebootInstances}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  rebootInstances(
    regionId: string,
    instanceIds: readonly string[],
    isForced: boolean,
    operation: Operation,
  ): Promise<InstanceResult[]>;

  /**
   * Which of these instances have a running Cloud Assistant agent, that is a heartbeat within the last two minutes. Retried like a lookup.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describecloudassistantstatus | DescribeCloudAssistantStatus}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  listAgents(
    regionId: string,
    instanceIds: readonly string[],
    operation: Operation,
  ): Promise<ReadonlySet<string>>;

  /**
   * Runs a script. Retried on every transient failure: its token makes that safe.
   *
   * @returns the id of the invocation
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runcommand | RunCommand}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  runCommand(request: CommandRequest, operation: Operation): Promise<string>;

  /**
   * The results of an invocation so far, one for each instance. Retried like a lookup.
   *
   * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinvocationresults | DescribeInvocationResults}
   * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
   */
  commandResults(regionId: string, invokeId: string, operation: Operation): Promise<CommandResult[]>;
}
