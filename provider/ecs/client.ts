/** The adapter: the port's calls over the SDK's request models, its answers read with suspicion. */
import {
  CreateKeyPairRequest,
  CreateKeyPairRequestTag,
} from "@alicloud/ecs20140526/dist/models/CreateKeyPairRequest";
import { DeleteKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DeleteKeyPairsRequest";
import { DescribeKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DescribeKeyPairsRequest";
import { callerAccountId, createdKeyPair, describedKeyPairs, type Body } from "./answers";
import type { EcsApi } from "./api";
import type { Operation } from "./operation";
import { startOperation } from "./operation";
import { leastCallMs, sendSafely, type Repeatable } from "./retry";
import { callRpc, type AccessKey, type Endpoint, type RpcCall } from "./rpc";

/** How to reach ECS and STS, and as whom. */
export interface Connection {
  /** The access key to sign with, asked for before each call, so that one that renews itself is never stale. */
  accessKey(): Promise<AccessKey>;
  ecsEndpoint(regionId: string): Endpoint;
  stsEndpoint(regionId: string): Endpoint;
  /** Time to wait for one answer, in milliseconds. */
  readonly readTimeoutMs: number;
}

const ecsVersion = "2014-05-26";
const stsVersion = "2015-04-01";
/** STS tells who we are, which is good to know but not worth holding up a create for. */
const accountTimeoutMs = 10_000;

/** Opens the API over a connection. Nothing is sent yet. */
export function openEcs(connection: Connection): EcsApi {
  let accountId: Promise<string | undefined> | undefined;

  return {
    createKeyPair({ regionId, keyPairName, tags }, operation) {
      const request = new CreateKeyPairRequest({
        regionId,
        keyPairName,
        tag: tags.map((tag) => new CreateKeyPairRequestTag(tag)),
      });
      const call = ecsCall(connection, "CreateKeyPair", regionId, request.toMap());
      return send(connection, call, createdKeyPair, "once", operation);
    },

    async describeKeyPair({ regionId, keyPairName }, operation) {
      const request = new DescribeKeyPairsRequest({ regionId, keyPairName, includePublicKey: true });
      const call = ecsCall(connection, "DescribeKeyPairs", regionId, request.toMap());
      const pairs = await send(connection, call, describedKeyPairs, "repeatable", operation);
      // `*` in a name is a wildcard to ECS, so that only an equal name counts.
      return pairs.find((pair) => pair.keyPairName === keyPairName);
    },

    async deleteKeyPair({ regionId, keyPairName }, operation) {
      const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify([keyPairName]) });
      const call = ecsCall(connection, "DeleteKeyPairs", regionId, request.toMap());
      await send(connection, call, (body) => body, "once", operation);
    },

    accountId(regionId, operation) {
      accountId ??= askAccountId(connection, regionId, operation).then((id) => {
        if (id === undefined) {
          accountId = undefined;
        }
        return id;
      });
      return accountId;
    },
  };
}

type Call = Omit<RpcCall, "accessKey" | "timeoutMs">;

function ecsCall(connection: Connection, action: string, regionId: string, parameters: Body): Call {
  return { action, version: ecsVersion, endpoint: connection.ecsEndpoint(regionId), regionId, parameters };
}

async function send<T>(
  connection: Connection,
  call: Call,
  read: (body: Body) => T,
  repeatable: Repeatable,
  operation: Operation,
): Promise<T> {
  const attempt = async (): Promise<T> => {
    const accessKey = await connection.accessKey();
    const timeoutMs = Math.max(Math.min(connection.readTimeoutMs, operation.remainingMs()), leastCallMs);
    return read(await callRpc({ ...call, accessKey, timeoutMs }));
  };
  return sendSafely(attempt, repeatable, operation);
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
