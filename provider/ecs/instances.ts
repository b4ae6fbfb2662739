/** Calls about instances: lists them, binds key pairs to them, and restarts them. */
import { AttachKeyPairRequest } from "@alicloud/ecs20140526/dist/models/AttachKeyPairRequest";
import { DescribeInstancesRequest } from "@alicloud/ecs20140526/dist/models/DescribeInstancesRequest";
import { DetachKeyPairRequest } from "@alicloud/ecs20140526/dist/models/DetachKeyPairRequest";
import { RebootInstancesRequest } from "@alicloud/ecs20140526/dist/models/RebootInstancesRequest";
import type { Operation } from "../rpc/operation";
import { bindingResults, describedInstances, restartResults } from "./instanceAnswers";
import type { EcsApi } from "./api";
import type { DescribedInstance, InstanceFilter } from "./instanceApi";
import type { Ask } from "./ask";

type Calls = Pick<
  EcsApi,
  "listInstances" | "listAllInstances" | "attachKeyPair" | "detachKeyPair" | "rebootInstances"
>;

/** Any instance, as RAM names it. */
export const anyInstance = ["instance/*"];

/** The most instances that DescribeInstances returns a page, and the most ids that it takes. */
const instancesPerPage = 100;

/** Opens the calls about instances of a connection. */
export function instances(ask: Ask): Calls {
  return {
    async listInstances(regionId, filter, operation) {
      const pages = await Promise.all(
        filtersOf(filter).map((each) => readInstances(ask, regionId, each, operation)),
      );
      return pages.flatMap((each) => each ?? []);
    },

    listAllInstances: (regionId, maxCalls, operation) =>
      readInstances(ask, regionId, {}, operation, maxCalls),

    attachKeyPair(ref, instanceIds, operation) {
      const action = "AttachKeyPair";
      const request = new AttachKeyPairRequest({ ...ref, instanceIds: JSON.stringify(instanceIds) });
      const read = bindingResults(action, instanceIds);
      return ask({ action, ...bindingCall(ref, instanceIds), request }, read, operation);
    },

    detachKeyPair(ref, instanceIds, operation) {
      const action = "DetachKeyPair";
      const request = new DetachKeyPairRequest({ ...ref, instanceIds: JSON.stringify(instanceIds) });
      const read = bindingResults(action, instanceIds);
      return ask({ action, ...bindingCall(ref, instanceIds), request }, read, operation);
    },

    rebootInstances(regionId, instanceIds, isForced, operation) {
      const request = new RebootInstancesRequest({
        regionId,
        instanceId: [...instanceIds],
        batchOptimization: "SuccessFirst",
        forceReboot: isForced,
      });
      const call = { action: "RebootInstances", regionId, repeatable: "once", request } as const;
      return ask({ ...call, resources: named(instanceIds) }, restartResults(instanceIds), operation);
    },
  };
}

/** The filters of as many calls as the ids need; no ids need none. */
function filtersOf(filter: InstanceFilter): InstanceFilter[] {
  if (!("instanceIds" in filter)) {
    return [filter];
  }
  const { instanceIds } = filter;
  return Array.from({ length: Math.ceil(instanceIds.length / instancesPerPage) }, (_, index) => ({
    instanceIds: instanceIds.slice(index * instancesPerPage, (index + 1) * instancesPerPage),
  }));
}

/** @returns undefined if the instances are on more pages than allowed */
async function readInstances(
  ask: Ask,
  regionId: string,
  filter: InstanceFilter | Record<string, never>,
  operation: Operation,
  maxPages = Infinity,
): Promise<DescribedInstance[] | undefined> {
  const found: DescribedInstance[] = [];
  let nextToken: string | undefined;
  let pages = 0;
  do {
    if (pages === maxPages) {
      return undefined;
    }
    pages += 1;
    const request = new DescribeInstancesRequest({
      regionId,
      ...("instanceIds" in filter ? { instanceIds: JSON.stringify(filter.instanceIds) } : filter),
      maxResults: instancesPerPage,
      nextToken,
    });
    const call = { action: "DescribeInstances", regionId, resources: anyInstance, request } as const;
    const page = await ask({ ...call, repeatable: "repeatable" }, describedInstances, operation);
    found.push(...page.instances);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function bindingCall(
  { regionId, keyPairName }: { regionId: string; keyPairName: string },
  ids: readonly string[],
) {
  const resources = [`keypair/${keyPairName}`, ...named(ids)];
  return { regionId, repeatable: "once", resources } as const;
}

/** The instances as RAM names them; too many to read are summed up. */
export function named(instanceIds: readonly string[]): string[] {
  return instanceIds.length > 5 ? anyInstance : instanceIds.map((instanceId) => `instance/${instanceId}`);
}
