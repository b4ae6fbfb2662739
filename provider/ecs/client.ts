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
import { DeleteKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DeleteKeyPairsRequest";
import { DescribeKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DescribeKeyPairsRequest";
import {
  callerAccountId,
  createdKeyPair,
  describedInstances,
  describedKeyPairs,
  failedDetachments,
  importedKeyPair,
  totalCount,
  type Body,
} from "./answers";
import type { DescribedKeyPair, EcsApi } from "./api";
import type { RefusableCall } from "./denial";
import type { Operation } from "./operation";
import { startOperation } from "./operation";
import { answerTimeoutMs, sendSafely, type Repeatable } from "./retry";
import { callRpc, type AccessKey, type Endpoint, type RpcCall } from "./rpc";
import { stsVersion } from "./sts";
import type { Transport } from "./transport";

/** How to reach ECS and STS, and as whom. */
export interface Connection {
  /** The access key to sign with, asked for before each call, so that one that renews itself is never stale. */
  accessKey(operation: Operation): Promise<AccessKey>;
  ecsEndpoint(regionId: string): Endpoint;
  stsEndpoint(regionId: string): Endpoint;
  readonly transport: Transport;
  /** Time to wait for one answer, in milliseconds. */
  readonly readTimeoutMs: number;
  /** How long one call is tried again, in milliseconds; undefined for as long as its operation lasts. */
  readonly retryTimeoutMs: number | undefined;
}

const ecsVersion = "2014-05-26";
/** STS tells who we are, which is good to know but not worth holding up a create for. */
const accountTimeoutMs = 10_000;

/** Opens the API over a connection. Nothing is sent yet. */
export function openEcs(connection: Connection): EcsApi {
  const ask = asker(connection);
  return {
    ...makingAndDeleting(ask),
    ...listing(ask),
    ...tagsAndGroups(ask),
    ...bindings(ask),
    accountId: accountIdOnce(connection),
  };
}

type Call = Omit<RpcCall, "accessKey" | "timeoutMs" | "transport">;

/** One action of ECS with its request. */
interface Asked extends RefusableCall {
  readonly regionId: string;
  readonly request: Request;
  readonly repeatable: Repeatable;
}

/** Sends one action of ECS and reads its answer. */
type Ask = <T>(what: Asked, read: (body: Body) => T, operation: Operation) => Promise<T>;

/** A request model of the SDK. */
interface Request {
  toMap(): Body;
}

function asker(connection: Connection): Ask {
  return ({ request, repeatable, ...about }, read, operation) => {
    const endpoint = connection.ecsEndpoint(about.regionId);
    const call = { ...about, version: ecsVersion, endpoint, parameters: request.toMap() };
    return send(connection, call, read, repeatable, operation);
  };
}

function makingAndDeleting(
  ask: Ask,
): Pick<EcsApi, "createKeyPair" | "importKeyPair" | "describeKeyPair" | "deleteKeyPair"> {
  return {
    createKeyPair({ regionId, tags, ...rest }, operation) {
      const request = new CreateKeyPairRequest({
        ...rest,
        regionId,
        tag: tags.map((tag) => new CreateKeyPairRequestTag(tag)),
      });
      return ask(
        { action: "CreateKeyPair", regionId, request, repeatable: "once" },
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
      return ask(
        { action: "ImportKeyPair", regionId, request, repeatable: "once" },
        importedKeyPair,
        operation,
      );
    },

    async describeKeyPair({ regionId, keyPairName }, operation) {
      const request = new DescribeKeyPairsRequest({ regionId, keyPairName, includePublicKey: true });
      const call = { action: "DescribeKeyPairs", regionId, request, repeatable: "repeatable" } as const;
      const pairs = await ask(call, describedKeyPairs, operation);
      // `*` in a name is a wildcard to ECS, so that only an equal name counts.
      return pairs.find((pair) => pair.keyPairName === keyPairName);
    },

    async deleteKeyPair({ regionId, keyPairName }, operation) {
      const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify([keyPairName]) });
      await ask(
        { action: "DeleteKeyPairs", regionId, keyPairName, request, repeatable: "once" },
        nothing,
        operation,
      );
    },
  };
}

/** The most that DescribeKeyPairs gives at a time. */
const pageSize = 50;

function listing(ask: Ask): Pick<EcsApi, "listKeyPairs"> {
  return {
    async listKeyPairs(regionId, operation) {
      // By name: where pairs come and go meanwhile, the next page can begin with one that the last page had.
      const found = new Map<string, DescribedKeyPair>();
      for (let pageNumber = 1; ; pageNumber += 1) {
        const request = new DescribeKeyPairsRequest({ regionId, pageNumber, pageSize });
        const call = { action: "DescribeKeyPairs", regionId, request, repeatable: "repeatable" } as const;
        const page = await ask(
          call,
          (body) => ({ keyPairs: describedKeyPairs(body), total: totalCount(body) }),
          operation,
        );
        for (const pair of page.keyPairs) {
          found.set(pair.keyPairName, pair);
        }
        if (page.keyPairs.length === 0 || (page.total !== undefined && found.size >= page.total)) {
          return [...found.values()];
        }
      }
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
      await ask(
        { action: "TagResources", regionId, keyPairName, request, repeatable: "repeatable" },
        nothing,
        operation,
      );
    },

    async untagKeyPair({ regionId, keyPairName }, keys, operation) {
      const request = new UntagResourcesRequest({
        regionId,
        resourceType,
        resourceId: [keyPairName],
        tagKey: [...keys],
      });
      await ask(
        { action: "UntagResources", regionId, keyPairName, request, repeatable: "repeatable" },
        nothing,
        operation,
      );
    },

    async moveKeyPair({ regionId, keyPairName }, resourceGroupId, operation) {
      const request = new JoinResourceGroupRequest({
        regionId,
        resourceType,
        resourceId: keyPairName,
        resourceGroupId,
      });
      await ask(
        { action: "JoinResourceGroup", regionId, keyPairName, request, repeatable: "repeatable" },
        nothing,
        operation,
      );
    },
  };
}

const instancesPerDetach = 50;

function bindings(ask: Ask): Pick<EcsApi, "boundInstances" | "detachKeyPair"> {
  return {
    async boundInstances({ regionId, keyPairName }, operation) {
      const instanceIds: string[] = [];
      let nextToken: string | undefined;
      do {
        const request = new DescribeInstancesRequest({ regionId, keyPairName, maxResults: 100, nextToken });
        const call = { action: "DescribeInstances", regionId, request, repeatable: "repeatable" } as const;
        const page = await ask(call, describedInstances, operation);
        instanceIds.push(...page.instanceIds);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return instanceIds;
    },

    async detachKeyPair({ regionId, keyPairName }, instanceIds, operation) {
      for (let start = 0; start < instanceIds.length; start += instancesPerDetach) {
        const some = JSON.stringify(instanceIds.slice(start, start + instancesPerDetach));
        const request = new DetachKeyPairRequest({ regionId, keyPairName, instanceIds: some });
        const call = {
          action: "DetachKeyPair",
          regionId,
          keyPairName,
          request,
          repeatable: "repeatable",
        } as const;
        const failed = await ask(call, failedDetachments, operation);
        if (failed.length > 0) {
          throw new Error(`DetachKeyPair failed for ${failed.join(", ")}`);
        }
      }
    },
  };
}

function nothing(): undefined {
  return undefined;
}

async function send<T>(
  connection: Connection,
  call: Call,
  read: (body: Body) => T,
  repeatable: Repeatable,
  operation: Operation,
): Promise<T> {
  const attempt = async (): Promise<T> => {
    const accessKey = await connection.accessKey(operation);
    const timeoutMs = answerTimeoutMs(connection.readTimeoutMs, operation);
    return read(await callRpc({ ...call, transport: connection.transport, accessKey, timeoutMs }));
  };
  const { retryTimeoutMs = Infinity } = connection;
  const tried = startOperation(Math.min(retryTimeoutMs, operation.remainingMs()), operation);
  return sendSafely(attempt, repeatable, tried);
}

/** Asks STS until it has told the account, and never again in this process. */
function accountIdOnce(connection: Connection): EcsApi["accountId"] {
  let known: Promise<string | undefined> | undefined;
  return (regionId, operation) => {
    known ??= askAccountId(connection, regionId, operation).then((id) => {
      known = id === undefined ? undefined : known;
      return id;
    });
    return known;
  };
}

async function askAccountId(
  connection: Connection,
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
    return await send(connection, call, callerAccountId, "repeatable", bounded);
  } catch {
    // Without an answer the account stays unknown: the caller knows how to do without.
    return undefined;
  }
}
