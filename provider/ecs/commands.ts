/** Calls to Cloud Assistant, which runs scripts on instances. */
import { DescribeCloudAssistantStatusRequest } from "@alicloud/ecs20140526/dist/models/DescribeCloudAssistantStatusRequest";
import { DescribeInvocationResultsRequest } from "@alicloud/ecs20140526/dist/models/DescribeInvocationResultsRequest";
import { RunCommandRequest } from "@alicloud/ecs20140526/dist/models/RunCommandRequest";
import { agents, commandResults, invokeId } from "./instanceAnswers";
import type { EcsApi } from "./api";
import { instancesPerCommand, type CommandResult } from "./instanceApi";
import type { Ask } from "./ask";
import { anyInstance, named } from "./instances";

type Calls = Pick<EcsApi, "listAgents" | "runCommand" | "commandResults">;

/** The most results that DescribeInvocationResults returns a page. */
const resultsPerPage = 50;

/** Opens the calls to Cloud Assistant of a connection. */
export function commands(ask: Ask): Calls {
  return {
    async listAgents(regionId, instanceIds, operation) {
      const found = new Set<string>();
      for (let start = 0; start < instanceIds.length; start += instancesPerCommand) {
        const some = instanceIds.slice(start, start + instancesPerCommand);
        const request = new DescribeCloudAssistantStatusRequest({
          regionId,
          instanceId: some,
          pageSize: instancesPerCommand,
        });
        const call = { action: "DescribeCloudAssistantStatus", regionId, request } as const;
        const about = { ...call, resources: named(some), repeatable: "repeatable" } as const;
        (await ask(about, agents, operation)).forEach((instanceId) => found.add(instanceId));
      }
      return found;
    },

    runCommand({ regionId, instanceIds, script, timeoutSeconds, clientToken }, operation) {
      const request = new RunCommandRequest({
        regionId,
        clientToken,
        instanceId: [...instanceIds],
        type: "RunShellScript",
        name: "pulumi-alicloud-keypair",
        commandContent: Buffer.from(script).toString("base64"),
        contentEncoding: "Base64",
        timeout: timeoutSeconds,
        // The agent itself has no home folder.
        workingDir: "/",
        terminationMode: "ProcessTree",
      });
      const resources = ["command/*", ...named(instanceIds)];
      const call = { action: "RunCommand", regionId, resources, request } as const;
      return ask({ ...call, repeatable: "repeatable" }, invokeId, operation);
    },

    async commandResults(regionId, invoked, operation) {
      const results: CommandResult[] = [];
      let nextToken: string | undefined;
      do {
        const request = new DescribeInvocationResultsRequest({
          regionId,
          invokeId: invoked,
          maxResults: resultsPerPage,
          nextToken,
        });
        const call = { action: "DescribeInvocationResults", regionId, resources: anyInstance, request };
        const page = await ask({ ...call, repeatable: "repeatable" }, commandResults, operation);
        results.push(...page.results);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return results;
    },
  };
}
