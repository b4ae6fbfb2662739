// JoinResourceGroup.
import type { Cloud } from "../cloud/cloud";
import { checkRegion } from "../cloud/regions";
import { resourceGroupFor } from "../cloud/resourceGroups";
import { shelfOf } from "../cloud/state";
import type { ResponseFields, Call } from "./call";
import { missingParameter } from "./errors";
import { required } from "./parameters";
import { unknownGroupedResource, unknownResourceType } from "./tagErrors";

/** Moves a key pair to another resource group. */
export function joinResourceGroup(cloud: Cloud, { account, parameters }: Call): ResponseFields {
  const { accountId } = account;
  const regionId = checkRegion(required(parameters, "RegionId", missing), cloud.readings);
  const resourceType = required(parameters, "ResourceType", missing);
  const resourceId = required(parameters, "ResourceId", missing);
  const resourceGroupId = required(parameters, "ResourceGroupId", missing);
  if (resourceType !== "keypair") throw unknownResourceType();
  const joined = resourceGroupFor(accountId, resourceGroupId);
  const keyPair = shelfOf(cloud.state, { accountId, regionId }).keyPairs.get(resourceId);
  if (keyPair === undefined) throw unknownGroupedResource();
  cloud.commit({ change: "keyPairPut", accountId, keyPair: { ...keyPair, resourceGroupId: joined } });
  return {};
}

// Only this action returns 403 where the others return 400.
const missing = (name: string) => missingParameter(name, 403);
