// An emulator whose instances run in a folder of the test's own, and how to run and watch commands on them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base, vi } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import { onPosix } from "../posix";
import { otherAccount, regionId } from "./fixtures";
import { rpcCall, type RpcAnswer } from "./rpcCall";

/** The account that may run commands: its secret is not the emulator's well-known one. */
export const runner = { accessKeyId: "runner", accessKeySecret: "secret-of-the-runner" };

/** How long tests wait for what others may delay on a busy machine. */
export const patience = { timeout: 20_000, interval: 20 };

/** How a command ended on one instance; its output is plain text. */
export type Result = Readonly<Record<string, unknown>>;

/** Tests with an emulator whose instances run, and run commands in a shell. */
export const test = base
  .extend("folderPrefix", "emulator-instances-")
  .extend("folder", ({ folderPrefix, skip }, { onCleanup }) => {
    onPosix("POSIX shell", skip);
    const folder = mkdtempSync(join(tmpdir(), folderPrefix));
    onCleanup(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    return folder;
  })
  .extend("options", (): EmulatorOptions => ({}))
  .extend("emulator", async ({ folder, options }, { onCleanup }) => {
    const accounts = [runner, otherAccount];
    const emulator = await startEmulator({ accounts, keyPool: 3, instancesFolder: folder, ...options });
    onCleanup(() => emulator.close());
    return emulator;
  });

/** Calls an action as the account that may run commands. */
export const call = (
  emulator: Emulator,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<RpcAnswer> =>
  rpcCall(emulator.url, action, { RegionId: regionId, ...parameters }, { account: runner });

/** Creates an instance and waits for its SSH server. */
export async function addInstance(
  emulator: Emulator,
  wanted: Partial<Parameters<Emulator["addInstance"]>[0]> = {},
): Promise<void> {
  emulator.addInstance({ regionId, instanceId: "i-1", ...wanted });
  await emulator.settled();
}

/** Sends a command to `i-1` without waiting for its end. */
export function send(
  emulator: Emulator,
  content: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<RpcAnswer> {
  const command = { Type: "RunShellScript", CommandContent: content, "InstanceId.1": "i-1" };
  return call(emulator, "RunCommand", { ...command, ...parameters });
}

/** @returns the results of an invocation as they are now. */
export async function resultsOf(
  emulator: Emulator,
  parameters: Readonly<Record<string, string>>,
): Promise<Result[]> {
  const filter = { ContentEncoding: "PlainText", ...parameters };
  const { fields } = await call(emulator, "DescribeInvocationResults", filter);
  const { Invocation } = fields as { Invocation: { InvocationResults: { InvocationResult: Result[] } } };
  return Invocation.InvocationResults.InvocationResult;
}

/** Waits until an invocation has ended on its only instance. */
export async function ended(emulator: Emulator, answer: RpcAnswer): Promise<Result> {
  expect(answer).toMatchObject({ status: 200 });
  return await vi.waitFor(async () => {
    const [result = {}] = await resultsOf(emulator, { InvokeId: String(answer.fields["InvokeId"]) });
    expect(["Pending", "Running"]).not.toContain(result["InvocationStatus"]);
    return result;
  }, patience);
}

/** Runs a command on `i-1` and waits for its end. */
export async function run(
  emulator: Emulator,
  content: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return await ended(emulator, await send(emulator, content, parameters));
}
