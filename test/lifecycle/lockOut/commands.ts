/** The tests' own calls to the emulator: they wait for commands and restart instances, as others do beside the provider. */
import type { IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { InvocationStatus } from "../../../emulator/assistant/outcomes";
import type { Emulator } from "../../../emulator/emulator";
import { rpcCall, type RpcAnswer } from "../../unit/emulator/rpcCall";
import { regionId, secret } from "../authorizedKeys";

/** Calls an action as the instances' account. */
export function call(
  emulator: Emulator,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<RpcAnswer> {
  const account = { accessKeyId: "emulator", accessKeySecret: secret };
  return rpcCall(emulator.url, action, { RegionId: regionId, ...parameters }, { account });
}

/**
 * Holds a request for a command's results back until the command has ended, so that one request is enough: the provider pauses between
 * them. One that is told never to end is not waited for.
 */
export async function commandsEnded(emulator: Emulator, { url, headers }: IncomingMessage): Promise<void> {
  const neverEnds = emulator.instances().some(({ failCommands }) => isUnfinished(failCommands?.status));
  if (headers["x-acs-action"] !== "DescribeInvocationResults" || neverEnds) {
    return;
  }
  const InvokeId = new URL(url ?? "/", emulator.url).searchParams.get("InvokeId") ?? "";
  const end = Date.now() + 5_000;
  while (Date.now() < end) {
    const { text } = await call(emulator, "DescribeInvocationResults", { InvokeId });
    if (!/"InvocationStatus":"(?:Pending|Scheduled|Running|Stopping)"/.test(text)) {
      return;
    }
    await setTimeout(20);
  }
}

/** Restarts instances at once. */
export async function restart(emulator: Emulator, instanceIds: readonly string[]): Promise<void> {
  const ids = instanceIds.map((instanceId, index) => [`InstanceId.${index + 1}`, instanceId] as const);
  const { status, text } = await call(emulator, "RebootInstances", Object.fromEntries(ids));
  if (status !== 200) {
    throw new Error(text);
  }
  emulator.instances();
  await emulator.settled();
}

/** Whether a command of this status has not ended. */
export function isUnfinished(status: InvocationStatus | undefined): boolean {
  return status !== undefined && ["Pending", "Scheduled", "Running", "Stopping"].includes(status);
}
