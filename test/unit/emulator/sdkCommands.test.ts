// The official SDK drives Cloud Assistant's actions, with each signature algorithm.
import Ecs, * as $Ecs from "@alicloud/ecs20140526";
import { expect } from "vitest";
import { regionId, sdkConfig, type SignatureVersion } from "./fixtures";
import { addInstance, runner, test, patience } from "./machineFixtures";

test.for<SignatureVersion>(["ACS3-HMAC-SHA256", "v2"])("with %s", async (algorithm, { emulator }) => {
  await addInstance(emulator);
  const client = new Ecs(sdkConfig(emulator.url, runner, algorithm));
  const instanceId = ["i-1"];
  const request = new $Ecs.RunCommandRequest({
    ...{
      regionId,
      instanceId,
      type: "RunShellScript",
      commandContent: "echo aGk= | base64 -d",
      keepCommand: false,
    },
    ...{ contentEncoding: "PlainText", timeout: 30, clientToken: "token", name: "greet", repeatMode: "Once" },
  });

  const status = await client.describeCloudAssistantStatus(
    new $Ecs.DescribeCloudAssistantStatusRequest({ regionId, instanceId }),
  );
  const { body } = await client.runCommand(request);
  const { invokeId = "" } = body ?? {};
  const result = async () => {
    const filter = new $Ecs.DescribeInvocationResultsRequest({
      regionId,
      invokeId,
      contentEncoding: "PlainText",
    });
    const answer = await client.describeInvocationResults(filter);
    return answer.body?.invocation?.invocationResults?.invocationResult?.[0];
  };
  await expect.poll(async () => (await result())?.invocationStatus, patience).toBe("Success");
  const invocations = await client.describeInvocations(
    new $Ecs.DescribeInvocationsRequest({ regionId, invokeId }),
  );

  const agents = status.body?.instanceCloudAssistantStatusSet?.instanceCloudAssistantStatus;
  expect(agents).toMatchObject([{ instanceId: "i-1", cloudAssistantStatus: "true", activeTaskCount: 0 }]);
  expect(await result()).toMatchObject({
    instanceId: "i-1",
    exitCode: 0,
    output: "hi",
    dropped: 0,
    errorCode: "",
  });
  expect(invocations.body?.invocations?.invocation).toMatchObject([
    {
      commandName: "greet",
      commandContent: Buffer.from("echo aGk= | base64 -d").toString("base64"),
      invokeInstances: { invokeInstance: [{ instanceId: "i-1", invocationStatus: "Success" }] },
    },
  ]);
});
