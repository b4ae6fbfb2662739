/** The function that looks key pairs up, however many there are. */
import * as pulumi from "@pulumi/pulumi";
import { call } from "./functions";
import type { GetKeyPairArgs, GetKeyPairOutputArgs, GetKeyPairsResult } from "./lookups";

/** The conditions of {@link getKeyPairs}: those of {@link getKeyPair}. */
export type GetKeyPairsArgs = GetKeyPairArgs;

/** The conditions of {@link getKeyPairsOutput}, each of which can be an output. */
export type GetKeyPairsOutputArgs = GetKeyPairOutputArgs;

/**
 * Looks up all key pairs of a region that meet all conditions, whatever created them. It calls ECS whenever the program runs, in a
 * preview too: once for every 50 key pairs that ECS lists. With `includeInstances`, one more call for every 100 instances of the region,
 * or one for each key pair if that is cheaper.
 *
 * @example
 * ```ts
 * import * as alicloud from "pulumi-alicloud-keypair";
 *
 * export const names = alicloud
 *   .getKeyPairs({ namePattern: "web-*" })
 *   .then(({ keyPairs }) => keyPairs.map((pair) => pair.keyPairName));
 * ```
 *
 * @throws Error if an argument is invalid, if no region is set, or if ECS refuses a call; it says what to do
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances | DescribeInstances}
 */
export function getKeyPairs(args: GetKeyPairsArgs = {}): Promise<GetKeyPairsResult> {
  return call("getKeyPairs", args);
}

/**
 * Like {@link getKeyPairs}, with arguments that can be outputs. The lookup waits for them. In a preview, its result is unknown as long
 * as one of them is, and no call is made. If an argument is secret, so is the result.
 *
 * @throws Error during the run, like {@link getKeyPairs}
 * @see {@link https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describekeypairs | DescribeKeyPairs}
 */
export function getKeyPairsOutput(args: GetKeyPairsOutputArgs = {}): pulumi.Output<GetKeyPairsResult> {
  return pulumi.output(args).apply((known) => call("getKeyPairs", known));
}
