// DescribeInstances: enough of it to see states, addresses and which instances a key pair is bound to.
import { createHash } from "node:crypto";
import { instancesIn, type Cloud } from "../cloud/cloud";
import type { Instance } from "../cloud/instances";
import { defaultResourceGroup } from "../cloud/resourceGroups";
import { holdsTags } from "../cloud/tags";
import { minutesIso, placeOf, type ResponseFields, type Call } from "./call";
import { invalidParameter } from "./errors";
import { malformedInstanceIds } from "./instanceErrors";
import { pageToken, readPageToken } from "./pageToken";
import { integer, jsonList, optional, tagFilters, type Parameters } from "./parameters";
import { invalidNextToken } from "./tagErrors";

/** Lists instances, by pages or by NextToken. */
export function describeInstances(cloud: Cloud, call: Call): ResponseFields {
  const { parameters, account } = call;
  const found = instancesIn(cloud, placeOf(cloud, call)).filter(instanceFilter(parameters));
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
  const status = optional(parameters, "Status");
  const idsText = optional(parameters, "InstanceIds");
  const tags = tagFilters(parameters);
  const ids = idsText === undefined ? undefined : new Set(jsonList(idsText, malformedInstanceIds));
  return (instance) =>
    holdsTags(instance.tags, tags) &&
    (keyPairName === undefined || instance.keyPairName === keyPairName) &&
    (status === undefined || instance.status === status) &&
    (ids?.has(instance.instanceId) ?? true);
}

function pageOf(parameters: Parameters, found: readonly Instance[]) {
  const token = optional(parameters, "NextToken");
  const maxResults = optional(parameters, "MaxResults");
  if (token === undefined && maxResults === undefined) {
    const size = integer(parameters, "PageSize", { default: 10, min: 1, max: 100 });
    const number = integer(parameters, "PageNumber", { default: 1, min: 1, max: 999_999_999 });
    return { start: (number - 1) * size, size, byToken: false };
  }
  const size = tokenPageSize(maxResults);
  if (token === undefined) return { start: 0, size, byToken: true };
  const lastId = readPageToken(token, invalidNextToken);
  const lastIndex = found.findIndex(({ instanceId }) => instanceId === lastId);
  if (lastIndex < 0) throw invalidNextToken();
  return { start: lastIndex + 1, size, byToken: true };
}

/** Documented: fewer than 10 counts as 10, more than 100 as 100. */
function tokenPageSize(maxResults = "10"): number {
  if (!/^-?\d{1,9}$/u.test(maxResults)) throw invalidParameter("MaxResults");
  return Math.min(Math.max(Number(maxResults), 10), 100);
}

function describe(instance: Instance, resourceGroupId: string): ResponseFields {
  const { publicIpAddress } = instance;
  return {
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    Description: "",
    RegionId: instance.regionId,
    ZoneId: `${instance.regionId}-a`,
    ImageId: `emulator_${instance.osType}_x64`,
    InstanceType: "ecs.emulated",
    InstanceNetworkType: "vpc",
    IoOptimized: instance.ioOptimized,
    KeyPairName: instance.keyPairName ?? "",
    OSType: instance.osType,
    Status: instance.status,
    ResourceGroupId: resourceGroupId,
    Tags: { Tag: instance.tags.map((tag) => ({ TagKey: tag.key, TagValue: tag.value })) },
    CreationTime: minutesIso(instance.creationTimeMs),
    StartTime: minutesIso(instance.startTimeMs),
    PublicIpAddress: { IpAddress: publicIpAddress === undefined ? [] : [publicIpAddress] },
    EipAddress: { AllocationId: "", IpAddress: "", InternetChargeType: "" },
    InnerIpAddress: { IpAddress: [] },
    VpcAttributes: {
      VpcId: "vpc-emulator",
      VSwitchId: "vsw-emulator",
      NatIpAddress: "",
      PrivateIpAddress: { IpAddress: [privateAddressOf(instance)] },
    },
  };
}

/** @returns an address of 10.0.0.0/8 that is always the same for an instance. */
function privateAddressOf({ regionId, instanceId }: Instance): string {
  const digest = createHash("sha256").update(`${regionId}/${instanceId}`).digest();
  return ["10", ...digest.subarray(0, 3)].join(".");
}
