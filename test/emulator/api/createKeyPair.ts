// CreateKeyPair.
import { randomInt } from "node:crypto";
import type { Cloud } from "../cloud/cloud";
import { privateKeyBody } from "../cloud/keyMaterial";
import { checkKeyPairName } from "../cloud/names";
import { checkRegion } from "../cloud/regions";
import { resourceGroupFor } from "../cloud/resourceGroups";
import { keyPairsIn, type KeyPairAddress } from "../cloud/state";
import { checkNewTags } from "../cloud/tags";
import type { AnswerFields, Call } from "./call";
import { keyPairExists, keyPairQuotaExceeded } from "./errors";
import { optional, required, tagList, type Parameters } from "./parameters";

const keyPairsPerRegion = 500;

/** Makes a key pair and answers its private key, which is kept nowhere. */
export async function createKeyPair(cloud: Cloud, { account, parameters }: Call): Promise<AnswerFields> {
  const wanted = readNewKeyPair(account.accountId, parameters);
  checkRoom(cloud, wanted.address);
  const key = await cloud.takeKey();
  // Other calls went on while the key was made; from here on nothing else does.
  checkRoom(cloud, wanted.address);
  const { regionId, keyPairName } = wanted.address;
  const { publicKey, fingerPrint } = key;
  const keyPair = {
    regionId,
    keyPairName,
    keyPairId: newKeyPairId(),
    fingerPrint,
    publicKey,
    tags: wanted.tags,
    resourceGroupId: wanted.resourceGroupId,
    creationTimeMs: cloud.nowMs(),
  };
  cloud.commit({ change: "keyPairPut", accountId: account.accountId, keyPair });
  return {
    KeyPairId: keyPair.keyPairId,
    KeyPairName: keyPairName,
    KeyPairFingerPrint: fingerPrint,
    PrivateKeyBody: privateKeyBody(key.privateKey),
  };
}

function readNewKeyPair(accountId: string, parameters: Parameters) {
  const regionId = checkRegion(required(parameters, "RegionId"));
  const keyPairName = checkKeyPairName(required(parameters, "KeyPairName"));
  return {
    address: { accountId, regionId, keyPairName },
    tags: checkNewTags(tagList(parameters)),
    resourceGroupId: resourceGroupFor(accountId, optional(parameters, "ResourceGroupId")),
  };
}

function checkRoom(cloud: Cloud, { accountId, regionId, keyPairName }: KeyPairAddress): void {
  const present = keyPairsIn(cloud.state, accountId, regionId);
  if (present.has(keyPairName)) throw keyPairExists();
  if (present.size >= keyPairsPerRegion) throw keyPairQuotaExceeded();
}

/** @returns an id in the form that ECS uses. */
export function newKeyPairId(): string {
  const digits = Array.from({ length: 20 }, () => randomInt(36).toString(36));
  return `ssh-${digits.join("")}`;
}
