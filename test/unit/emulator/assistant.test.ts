// RunCommand: tokens, quota, dry runs, instances that cannot run a command, and what outlives what.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import type { Readings } from "../../../emulator/readings";
import { regionId, test as plainTest } from "./fixtures";
import { addInstance, call, ended, resultsOf, run, send, runner, test as base } from "./machineFixtures";
import { rpcCall } from "./rpcCall";

const test = base
  .extend("unfitInstances", (): Readings["unfitInstances"] => "refused")
  .extend("options", ({ unfitInstances }): EmulatorOptions => ({ readings: { unfitInstances } }));

test("the same token runs a command once, even after its instance has stopped", async ({ emulator }) => {
  await addInstance(emulator);

  const first = await send(emulator, "echo once >> count", { ClientToken: "token" });
  await ended(emulator, first);
  const second = await send(emulator, "echo once >> count", { ClientToken: "token" });
  const counted = await run(emulator, "cat count");
  await call(emulator, "StopInstance", { InstanceId: "i-1" });
  const third = await send(emulator, "echo once >> count", { ClientToken: "token" });

  const { CommandId, InvokeId } = first.fields;
  expect(CommandId).toMatch(/^c-[0-9a-f]{32}$/u);
  expect(InvokeId).toMatch(/^t-[0-9a-f]{32}$/u);
  expect([second.fields, third.fields]).toMatchObject([
    { CommandId, InvokeId },
    { CommandId, InvokeId },
  ]);
  expect(counted["Output"]).toBe("once\n");
});

test("a token that another request has used is refused", async ({ emulator }) => {
  await addInstance(emulator);
  await send(emulator, "true", { ClientToken: "token" });

  const answer = await send(emulator, "false", { ClientToken: "token" });

  expect(answer).toMatchObject({
    status: 403,
    fields: {
      Code: "IdempotentParameterMismatch",
      Message: "The specified parameter has changed while using an already used clientToken.",
    },
  });
});

test("a day's quota can be used up", async ({ emulator }) => {
  await addInstance(emulator);
  emulator.setConditions({ invocationsLeft: 1 });

  const dryRun = await send(emulator, "true", { RepeatMode: "DryRun" });
  const last = await send(emulator, "true", { ClientToken: "token" });
  const again = await send(emulator, "true", { ClientToken: "token" });
  const refused = await send(emulator, "true");

  expect([dryRun.status, last.status, again.status]).toEqual([200, 200, 200]);
  expect(refused).toMatchObject({ status: 403, fields: { Code: "Invocation.ExceedQuota" } });
});

test("a dry run checks everything and runs nothing", async ({ emulator }) => {
  await addInstance(emulator);

  const fit = await send(emulator, "touch trace", { RepeatMode: "DryRun" });
  const listed = await resultsOf(emulator, {});
  emulator.setInstance({ regionId, instanceId: "i-1", agent: "stopped" });
  const unfit = await send(emulator, "true", { RepeatMode: "DryRun" });

  expect(fit.status).toBe(200);
  expect(fit.fields).not.toHaveProperty("InvokeId");
  expect(listed).toEqual([]);
  expect(unfit.fields["Code"]).toBe("InvalidInstance.NotMatch");
});

test("one instance that cannot run a command fails the whole call", async ({ emulator }) => {
  await addInstance(emulator);
  await addInstance(emulator, { instanceId: "i-2", status: "Stopped" });

  const answer = await send(emulator, "touch trace", { "InstanceId.2": "i-2" });

  expect(answer).toMatchObject({
    status: 400,
    fields: {
      Code: "InvalidInstance.NotMatch",
      Message: "The specified instance type does not match the command.",
    },
  });
  expect(await resultsOf(emulator, {})).toEqual([]);
});

test.describe("with the other reading of unfit instances", () => {
  test.override("unfitInstances", "per-instance");

  test("only those fail that cannot run the command", async ({ emulator }) => {
    await addInstance(emulator);
    await addInstance(emulator, { instanceId: "i-2", status: "Stopped" });
    await addInstance(emulator, { instanceId: "i-3", osType: "windows" });
    await addInstance(emulator, { instanceId: "i-4" });
    emulator.setInstance({ regionId, instanceId: "i-4", agent: "stopped" });

    const { fields } = await send(emulator, "true", {
      "InstanceId.2": "i-2",
      "InstanceId.3": "i-3",
      "InstanceId.4": "i-4",
    });

    const results = await resultsOf(emulator, { InvokeId: String(fields["InvokeId"]) });
    expect(results.slice(1)).toMatchObject([
      { InstanceId: "i-2", InvocationStatus: "Aborted", ErrorCode: "InstanceNotRunning" },
      { InstanceId: "i-3", InvocationStatus: "Aborted", ErrorCode: "CommandNotApplicable" },
      { InstanceId: "i-4", InvocationStatus: "Aborted", ErrorCode: "ClientNotRunning" },
    ]);
  });
});

plainTest(
  "without running instances, none has an agent, and none can run a command",
  async ({ emulator }) => {
    emulator.addInstance({ regionId, instanceId: "i-1" });
    const common = { RegionId: regionId, "InstanceId.1": "i-1" };

    const { text } = await rpcCall(emulator.url, "DescribeCloudAssistantStatus", common);
    const command = { ...common, Type: "RunShellScript", CommandContent: "true" };
    const refused = await rpcCall(emulator.url, "RunCommand", command);

    expect(text).toContain('"CloudAssistantStatus":"false"');
    expect(refused).toMatchObject({ status: 400, fields: { Code: "InvalidInstance.NotMatch" } });
    expect(() => emulator.setInstance({ regionId, instanceId: "i-1" })).toThrow(
      "No instance of this id really runs",
    );
  },
);

test("a reset forgets commands, tokens and folders", async ({ emulator, folder }) => {
  await addInstance(emulator);
  const before = await send(emulator, "true", { ClientToken: "token" });
  emulator.reset();
  const left = readdirSync(folder);
  await addInstance(emulator);

  const after = await send(emulator, "true", { ClientToken: "token" });

  expect(left).toEqual([]);
  expect(after.fields["InvokeId"]).not.toBe(before.fields["InvokeId"]);
  expect(await resultsOf(emulator, {})).toHaveLength(1);
});

test("with a data file, instances run again with their keys and files", async ({ folder }) => {
  const options = { accounts: [runner], instancesFolder: folder, dataFile: join(folder, "data"), keyPool: 1 };
  const first = await startEmulator(options);
  await addInstance(first);
  await run(first, "echo kept > note");
  await first.close();

  const second = await startEmulator(options);
  const result = await run(second, "cat note");
  const { ssh } = second.instances()[0] ?? {};
  await second.close();

  expect(result["Output"]).toBe("kept\n");
  expect(ssh?.host).toBe("127.0.0.1");
});

test("a start that the emulator's end interrupts installs its key in the next run", async ({ folder }) => {
  const options = { accounts: [runner], instancesFolder: folder, dataFile: join(folder, "data"), keyPool: 1 };
  const first = await startEmulator({ ...options, conditions: { instanceStartMs: 60_000 } });
  const { publicKey } = await first.putKeyPair({ regionId, keyPairName: "dev" });
  await addInstance(first);
  await call(first, "AttachKeyPair", { KeyPairName: "dev", InstanceIds: '["i-1"]' });
  await call(first, "RebootInstance", { InstanceId: "i-1" });
  const [starting] = first.instances();
  await first.close();

  const second = await startEmulator({ ...options, nowMs: () => Date.now() + 60_000 });
  await second.settled();
  const [running] = second.instances();
  await second.close();

  expect(starting).toMatchObject({ status: "Starting", authorizedKeys: [] });
  expect(running).toMatchObject({ status: "Running", authorizedKeys: [publicKey], ssh: { user: "root" } });
});

test("the record of calls keeps no private key that a command contains", async ({ emulator }) => {
  await addInstance(emulator);
  const content = "echo '-----BEGIN OPENSSH PRIVATE KEY-----'";

  await send(emulator, content);
  await send(emulator, Buffer.from(content).toString("base64"), { ContentEncoding: "Base64" });

  const recorded = emulator.calls().map(({ parameters }) => parameters["CommandContent"]);
  expect(recorded).toEqual(["(a private key)", "(a private key)"]);
});
