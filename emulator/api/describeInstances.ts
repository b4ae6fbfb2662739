// DescribeInstances: enough of it to see which instances a key pair is bound to.
import type { Cloud } from "../cloud/cloud";
import { defaultResourceGroup } from "../cloud/resourceGroups";
import { shelfOf, type Instance } from "../cloud/state";
import { minutesIso, placeOf, type ResponseFields, type Call } from "./call";
import { malformedInstanceIds } from "./errors";
import { pageToken, readPageToken } from "./pageToken";
import { integer, jsonList, optional, type Parameters } from "./parameters";
import { invalidNextToken } from "./tagErrors";

/** Lists instances, by pages or by NextToken. */
export function describeInstances(cloud: Cloud, call: Call): ResponseFields {
  const { parameters, account } = call;
  const { instances } = shelfOf(cloud.state, placeOf(cloud, call));
  const found = [...instances.values()].filter(instanceFilter(parameters));
  const { start, size, byToken } = pageOf(parameters, found);
  const page = found.slice(start, start + size);
  const last = page.at(-1);
  const more = byToken && last !== undefined && start + size < found.length;
  const group = defaultResourceGroup(account.accountId);
  return {
    ...(byToken ? {} : { PageNumber: start / size + 1, PageSize: size }),
    TotalCount: found.length,
    NextToken: more ? pageToken(last.instanceId) : "",
    Instances: { Instance: page.map((instance) => describe(instance, group)) },
  };
}

function instanceFilter(parameters: Parameters): (instance: Instance) => boolean {
  const keyPairName = optional(parameters, "KeyPairName");
  const idsText = optional(parameters, "InstanceIds");
  const ids = idsText === undefined ? undefined : new Set(jsonList(idsText, malformedInstanceIds));
  return (instance) =>
    (keyPairName === undefined || instance.keyPairName === keyPairName) &&
    (ids?.has(instance.instanceId) ?? true);
}

function pageOf(parameters: Parameters, found: readonly Instance[]) {
  const token = optional(parameters, "NextToken");
  if (token === undefined && optional(parameters, "MaxResults") === undefined) {
    const size = integer(parameters, "PageSize", { default: 10, min: 1, max: 100 });
    const number = integer(parameters, "PageNumber", { default: 1, min: 1, max: 999_999_999 });
    return { start: (number - 1) * size, size, byToken: false };
  }
  const size = integer(parameters, "MaxResults", { default: 10, min: 1, max: 100 });
  if (token === undefined) return { start: 0, size, byToken: true };
  const lastId = readPageToken(token, invalidNextToken);
  const lastIndex = found.findIndex(({ instanceId }) => instanceId === lastId);
  if (lastIndex < 0) throw invalidNextToken();
  return { start: lastIndex + 1, size, byToken: true };
}

function describe(instance: Instance, resourceGroupId: string): ResponseFields {
  return {
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    RegionId: instance.regionId,
    ZoneId: `${instance.regionId}-a`,
    KeyPairName: instance.keyPairName ?? "",
    OSType: instance.osType,
    Status: "Running",
    ResourceGroupId: resourceGroupId,
    CreationTime: minutesIso(instance.creationTimeMs),
  };
}
