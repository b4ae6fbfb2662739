// The listings of Cloud Assistant: commands, their results and the agents, with filters and pages.
import { expect } from "vitest";
import { addInstance, call, ended, resultsOf, run, send, test, patience } from "./machineFixtures";

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
    .poll(async () => JSON.stringify(await resultsOf(emulator, { InstanceId: "i-2" })), patience)
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
