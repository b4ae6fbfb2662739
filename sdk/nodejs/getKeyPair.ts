/** The function that looks one key pair up. */
import * as pulumi from "@pulumi/pulumi";
import { call } from "./functions";
import type { FoundKeyPair, GetKeyPairArgs, GetKeyPairOutputArgs } from "./lookups";

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
