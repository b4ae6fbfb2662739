// Cloud Assistant's API: tokens, quota, unfit instances, listings and their pages.
import { expect } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import type { Readings } from "../../../emulator/readings";
import { regionId, test as plainTest } from "./fixtures";
import { addInstance, call, ended, resultsOf, run, send, test as base } from "./machineFixtures";
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

test("results can be filtered and come in pages of both kinds, the latest first", async ({ emulator }) => {
  for (const number of [1, 2, 3]) await addInstance(emulator, { instanceId: `i-${number}` });
  const both = { "InstanceId.2": "i-2", "InstanceId.3": "i-3" };
  const first = await send(emulator, "true", both);
  const second = await send(emulator, "false");
  await ended(emulator, second);
  const page = async (parameters: Record<string, string>) => {
    const { fields } = await call(emulator, "DescribeInvocationResults", parameters);
    const { Invocation } = fields as { Invocation: Record<string, unknown> };
    const ids = [...JSON.stringify(Invocation).matchAll(/"InstanceId":"([^"]*)"/gu)].map((match) => match[1]);
    return { ids, total: Invocation["TotalCount"], token: String(Invocation["NextToken"]) };
  };

  const byNumber = await page({ PageSize: "2", PageNumber: "2" });
  const byToken = await page({ MaxResults: "3" });
  const rest = await page({ MaxResults: "3", NextToken: byToken.token });
  const ofInstance = await page({ InstanceId: "i-2" });
  const ofCommand = await page({ CommandId: String(first.fields["CommandId"]) });
  const failed = await page({ InvokeRecordStatus: "Failed" });
  const unknown = await page({ InvokeId: "t-none" });

  expect(byNumber).toEqual({ ids: ["i-2", "i-3"], total: 4, token: "" });
  expect(byToken.ids).toEqual(["i-1", "i-1", "i-2"]);
  expect(rest).toEqual({ ids: ["i-3"], total: 4, token: "" });
  expect(ofInstance.ids).toEqual(["i-2"]);
  expect(ofCommand.ids).toEqual(["i-1", "i-2", "i-3"]);
  expect([failed.ids, unknown.ids]).toEqual([["i-1"], []]);
});

test("DescribeInvocations returns a command's content and its status on all instances together", async ({
  emulator,
}) => {
  await addInstance(emulator);
  await addInstance(emulator, { instanceId: "i-2" });
  await run(emulator, "echo ready > ready");
  const answer = await send(emulator, "cat ready", {
    "InstanceId.2": "i-2",
    Name: "look",
    Description: "Looks.",
    "Tag.1.Key": "team",
    Timeout: "30",
  });
  await ended(emulator, answer);
  await expect
    .poll(async () => JSON.stringify(await resultsOf(emulator, { InstanceId: "i-2" })))
    .toContain("Failed");
  const list = async (parameters: Record<string, string>) => {
    const { fields } = await call(emulator, "DescribeInvocations", parameters);
    return (fields as { Invocations: { Invocation: unknown[] } }).Invocations.Invocation;
  };

  const InvokeId = String(answer.fields["InvokeId"]);
  const [listed] = await list({ InvokeId, IncludeOutput: "true", ContentEncoding: "PlainText" });
  const encoded = await list({ InvokeId });
  const byName = await list({ CommandName: "look", InvokeStatus: "PartialFailed" });
  const ofTimed = await list({ Timed: "true" });

  const { CommandId } = answer.fields;
  expect(listed).toMatchObject({
    ...{
      CommandId,
      InvokeId,
      CommandName: "look",
      CommandDescription: "Looks.",
      CommandContent: "cat ready",
    },
    ...{ CommandType: "RunShellScript", InvocationStatus: "PartialFailed", InvokeStatus: "PartialFailed" },
    ...{
      Timeout: 30,
      Username: "root",
      RepeatMode: "Once",
      Tags: { Tag: [{ TagKey: "team", TagValue: "" }] },
    },
    InvokeInstances: {
      InvokeInstance: [
        { InstanceId: "i-1", InstanceInvokeStatus: "Finished", Output: "ready\n", ExitCode: 0 },
        { InstanceId: "i-2", InstanceInvokeStatus: "Failed", ExitCode: 1 },
      ],
    },
  });
  const content = Buffer.from("cat ready").toString("base64");
  expect(encoded).toMatchObject([
    { CommandContent: content, InvokeInstances: { InvokeInstance: [{ Output: "" }, { Output: "" }] } },
  ]);
  expect([byName.length, ofTimed.length]).toEqual([1, 0]);
});

test("DescribeCloudAssistantStatus tells which agents run and what they have run", async ({ emulator }) => {
  await addInstance(emulator);
  await addInstance(emulator, { instanceId: "i-2", osType: "windows" });
  await addInstance(emulator, { instanceId: "i-3", status: "Stopped" });
  await run(emulator, "true");
  await send(emulator, "sleep 600");

  const { fields } = await call(emulator, "DescribeCloudAssistantStatus");
  const linux = await call(emulator, "DescribeCloudAssistantStatus", { OSType: "Linux", MaxResults: "1" });
  const named = await call(emulator, "DescribeCloudAssistantStatus", {
    "InstanceId.1": "i-3",
    PageSize: "99",
  });

  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u) as unknown;
  const [first, windows, stopped] = [
    { InstanceId: "i-1", CloudAssistantStatus: "true", OSType: "Linux", SupportSessionManager: true },
    { InstanceId: "i-2", CloudAssistantStatus: "false", OSType: "Windows", CloudAssistantVersion: "" },
    { InstanceId: "i-3", CloudAssistantStatus: "false", OSType: "Linux", LastHeartbeatTime: "" },
  ];
  const counts = { InvocationCount: 2, ActiveTaskCount: 1, LastHeartbeatTime: time, LastInvokedTime: time };
  const set = (list: unknown[]) => ({ InstanceCloudAssistantStatus: list });
  expect(fields).toMatchObject({
    TotalCount: 3,
    InstanceCloudAssistantStatusSet: set([{ ...first, ...counts }, windows, stopped]),
  });
  expect(linux.fields).toMatchObject({ TotalCount: 2, InstanceCloudAssistantStatusSet: set([first]) });
  expect(linux.fields["NextToken"]).not.toBe("");
  expect(named.fields).toMatchObject({ PageSize: 1, InstanceCloudAssistantStatusSet: set([stopped]) });
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
  await addInstance(emulator);

  const after = await send(emulator, "true", { ClientToken: "token" });

  expect(after.fields["InvokeId"]).not.toBe(before.fields["InvokeId"]);
  expect(await resultsOf(emulator, {})).toHaveLength(1);
  expect(folder).toBeTruthy();
});

test("with a data file, instances run again with their keys and files", async ({ folder }) => {
  const accounts = [{ accessKeyId: "runner", accessKeySecret: "secret-of-the-runner" }];
  const options = { accounts, instancesFolder: folder, dataFile: `${folder}/data`, keyPool: 1 };
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
