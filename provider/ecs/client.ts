/** The adapter: the port's calls over the SDK's request models, with every response validated. */
import {
  CreateKeyPairRequest,
  CreateKeyPairRequestTag,
} from "@alicloud/ecs20140526/dist/models/CreateKeyPairRequest";
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
import { createdKeyPair, importedKeyPair } from "./answers";
import type { EcsApi } from "./api";
import type { KeyPairRef } from "./keyPairRef";
import { ignoreBody, openEcsCalls, openWriteLog, type Ask, type Connection } from "./ask";
import { commands } from "./commands";
import { deletes } from "./deletes";
import { lookups } from "./describe";
import { instances } from "./instances";
import { openClient, type Client } from "../rpc/client";
import { callerAccountId } from "../rpc/sts";

/** Opens the API over a connection. Nothing is sent yet. */
export function openEcs(connection: Connection): EcsApi {
  const client = openClient(connection);
  const writeLog = openWriteLog();
  const calls = openEcsCalls(client, connection, writeLog);
  const { ask } = calls;
  return {
    ...creates(ask),
    ...lookups(ask, writeLog),
    ...deletes(calls),
    ...tagsAndGroups(ask),
    ...instances(ask),
    ...commands(ask),
    accountId: accountIdOnce(connection, client),
  };
}

function creates(ask: Ask): Pick<EcsApi, "createKeyPair" | "importKeyPair"> {
  return {
    createKeyPair({ regionId, tags, ...rest }, operation) {
      const request = new CreateKeyPairRequest({
        ...rest,
        regionId,
        tag: tags.map((tag) => new CreateKeyPairRequestTag(tag)),
      });
      const about = createCall(regionId, rest.keyPairName);
      return ask({ action: "CreateKeyPair", ...about, request }, createdKeyPair, operation);
    },

    importKeyPair({ regionId, publicKey, tags, ...rest }, operation) {
      const request = new ImportKeyPairRequest({
        ...rest,
        regionId,
        publicKeyBody: publicKey,
        tag: tags.map((tag) => new ImportKeyPairRequestTag(tag)),
      });
      const about = createCall(regionId, rest.keyPairName);
      return ask({ action: "ImportKeyPair", ...about, request }, importedKeyPair, operation);
    },
  };
}

/** In these calls, a key pair's name is its resource ID. */
const resourceType = "keypair";

function tagsAndGroups(ask: Ask): Pick<EcsApi, "tagKeyPair" | "untagKeyPair" | "moveKeyPair"> {
  return {
    async tagKeyPair({ regionId, keyPairName }, tags, operation) {
      const tag = tags.map((each) => new TagResourcesRequestTag(each));
      const request = new TagResourcesRequest({ regionId, resourceType, resourceId: [keyPairName], tag });
      const call = { action: "TagResources", ...changeCall({ regionId, keyPairName }) };
      await ask({ ...call, request }, ignoreBody, operation);
    },

    async untagKeyPair({ regionId, keyPairName }, keys, operation) {
      const request = new UntagResourcesRequest({
        regionId,
        resourceType,
        resourceId: [keyPairName],
        tagKey: [...keys],
      });
      const call = { action: "UntagResources", ...changeCall({ regionId, keyPairName }) };
      await ask({ ...call, request }, ignoreBody, operation);
    },

    async moveKeyPair({ regionId, keyPairName }, resourceGroupId, operation) {
      const request = new JoinResourceGroupRequest({
        regionId,
        resourceType,
        resourceId: keyPairName,
        resourceGroupId,
      });
      const call = { action: "JoinResourceGroup", ...changeCall({ regionId, keyPairName }) };
      await ask({ ...call, request }, ignoreBody, operation);
    },
  };
}

/** A call that creates a pair. A policy can't name a pair that does not exist yet. */
function createCall(regionId: string, keyPairName: string) {
  return { regionId, repeatable: "once", writes: [keyPairName] } as const;
}

/** A call that changes a pair: the outcome is the same however often it is sent. */
function changeCall({ regionId, keyPairName }: KeyPairRef) {
  const resources = [`keypair/${keyPairName}`];
  return { regionId, repeatable: "repeatable", resources, writes: [keyPairName] } as const;
}

/** Asks STS until it returns the account ID, and never again in this process. */
function accountIdOnce(connection: Connection, client: Client): EcsApi["accountId"] {
  const sts = { client, endpoint: connection.stsEndpoint };
  let known: Promise<string | undefined> | undefined;
  return (regionId, operation) => {
    const accessKey = (bounded: typeof operation) => connection.accessKey(client, bounded);
    known ??= callerAccountId(sts, regionId, accessKey, operation).then((id) => {
      known = id === undefined ? undefined : known;
      return id;
    });
    return known;
  };
}
