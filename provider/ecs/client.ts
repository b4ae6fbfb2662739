/** The adapter: the port's calls over the SDK's request models, its answers read with suspicion. */
import {
  CreateKeyPairRequest,
  CreateKeyPairRequestTag,
} from "@alicloud/ecs20140526/dist/models/CreateKeyPairRequest";
import { DescribeInstancesRequest } from "@alicloud/ecs20140526/dist/models/DescribeInstancesRequest";
import { DetachKeyPairRequest } from "@alicloud/ecs20140526/dist/models/DetachKeyPairRequest";
import {
  ImportKeyPairRequest,
  ImportKeyPairRequestTag,
} from "@alicloud/ecs20140526/dist/models/ImportKeyPairRequest";
import { JoinResourceGroupRequest } from "@alicloud/ecs20140526/dist/models/JoinResourceGroupRequest";
import {
  TagResourcesRequest,
  TagResourcesRequestTag,
} from "@alicloud/ecs20140526/dist/models/TagResourcesRequest";
import { UntagResourcesRequest } from "@alicloud/ecs20140526/dist/models/UntagResourcesRequest";
import {
  callerAccountId,
  createdKeyPair,
  describedInstances,
  failedDetachments,
  importedKeyPair,
} from "./answers";
import type { EcsApi, KeyPairRef } from "./api";
import { nothing, openAsk, openSend, type Ask, type Call, type Connection, type Send } from "./ask";
import { gatheredDeletes } from "./deletes";
import { looks } from "./looks";
import { startOperation, type Operation } from "./operation";
import { stsVersion } from "./sts";
import { openWritten } from "./written";

/** STS tells who we are, which is good to know but not worth holding up a create for. */
const accountTimeoutMs = 10_000;

/** Opens the API over a connection. Nothing is sent yet. */
export function openEcs(connection: Connection): EcsApi {
  const send = openSend(connection);
  const written = openWritten();
  const ask = openAsk(connection, send, written);
  return {
    ...making(ask),
    ...looks(ask, written),
    ...gatheredDeletes(ask),
    ...tagsAndGroups(ask),
    ...bindings(ask),
    accountId: accountIdOnce(connection, send),
  };
}

function making(ask: Ask): Pick<EcsApi, "createKeyPair" | "importKeyPair"> {
  return {
    createKeyPair({ regionId, tags, ...rest }, operation) {
      const request = new CreateKeyPairRequest({
        ...rest,
        regionId,
        tag: tags.map((tag) => new CreateKeyPairRequestTag(tag)),
      });
      const writes = [rest.keyPairName];
      return ask(
        { action: "CreateKeyPair", regionId, request, repeatable: "once", writes },
        createdKeyPair,
        operation,
      );
    },

    importKeyPair({ regionId, publicKey, tags, ...rest }, operation) {
      const request = new ImportKeyPairRequest({
        ...rest,
        regionId,
        publicKeyBody: publicKey,
        tag: tags.map((tag) => new ImportKeyPairRequestTag(tag)),
      });
      const writes = [rest.keyPairName];
      return ask(
        { action: "ImportKeyPair", regionId, request, repeatable: "once", writes },
        importedKeyPair,
        operation,
      );
    },
  };
}

/** To these calls a key pair's name is its resource id. */
const resourceType = "keypair";

function tagsAndGroups(ask: Ask): Pick<EcsApi, "tagKeyPair" | "untagKeyPair" | "moveKeyPair"> {
  return {
    async tagKeyPair({ regionId, keyPairName }, tags, operation) {
      const tag = tags.map((each) => new TagResourcesRequestTag(each));
      const request = new TagResourcesRequest({ regionId, resourceType, resourceId: [keyPairName], tag });
      const call = { action: "TagResources", ...changing({ regionId, keyPairName }) };
      await ask({ ...call, request }, nothing, operation);
    },

    async untagKeyPair({ regionId, keyPairName }, keys, operation) {
      const request = new UntagResourcesRequest({
        regionId,
        resourceType,
        resourceId: [keyPairName],
        tagKey: [...keys],
      });
      const call = { action: "UntagResources", ...changing({ regionId, keyPairName }) };
      await ask({ ...call, request }, nothing, operation);
    },

    async moveKeyPair({ regionId, keyPairName }, resourceGroupId, operation) {
      const request = new JoinResourceGroupRequest({
        regionId,
        resourceType,
        resourceId: keyPairName,
        resourceGroupId,
      });
      const call = { action: "JoinResourceGroup", ...changing({ regionId, keyPairName }) };
      await ask({ ...call, request }, nothing, operation);
    },
  };
}

/** A change whose outcome is the same however often it is sent. */
function changing({ regionId, keyPairName }: KeyPairRef) {
  return { regionId, keyPairName, repeatable: "repeatable", writes: [keyPairName] } as const;
}

const instancesPerDetach = 50;

function bindings(ask: Ask): Pick<EcsApi, "boundInstances" | "detachKeyPair"> {
  return {
    async boundInstances({ regionId, keyPairName }, operation) {
      const instanceIds: string[] = [];
      let nextToken: string | undefined;
      do {
        const request = new DescribeInstancesRequest({ regionId, keyPairName, maxResults: 100, nextToken });
        const call = { action: "DescribeInstances", regionId, repeatable: "repeatable", writes: [] } as const;
        const page = await ask({ ...call, request }, describedInstances, operation);
        instanceIds.push(...page.instanceIds);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return instanceIds;
    },

    async detachKeyPair({ regionId, keyPairName }, instanceIds, operation) {
      for (let start = 0; start < instanceIds.length; start += instancesPerDetach) {
        const some = JSON.stringify(instanceIds.slice(start, start + instancesPerDetach));
        const request = new DetachKeyPairRequest({ regionId, keyPairName, instanceIds: some });
        const call = { action: "DetachKeyPair", ...changing({ regionId, keyPairName }) };
        const failed = await ask({ ...call, request }, failedDetachments, operation);
        if (failed.length > 0) {
          throw new Error(`DetachKeyPair failed for ${failed.join(", ")}`);
        }
      }
    },
  };
}

/** Asks STS until it has told the account, and never again in this process. */
function accountIdOnce(connection: Connection, send: Send): EcsApi["accountId"] {
  let known: Promise<string | undefined> | undefined;
  return (regionId, operation) => {
    known ??= askAccountId(connection, send, regionId, operation).then((id) => {
      known = id === undefined ? undefined : known;
      return id;
    });
    return known;
  };
}

async function askAccountId(
  connection: Connection,
  send: Send,
  regionId: string,
  operation: Operation,
): Promise<string | undefined> {
  const bounded = startOperation(Math.min(accountTimeoutMs, operation.remainingMs()), operation);
  const call: Call = {
    action: "GetCallerIdentity",
    version: stsVersion,
    endpoint: connection.stsEndpoint(regionId),
    regionId,
    parameters: {},
  };
  try {
    return await send(call, callerAccountId, "repeatable", bounded);
  } catch {
    // Without an answer the account stays unknown: the caller knows how to do without.
    return undefined;
  }
}
