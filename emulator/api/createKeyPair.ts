// CreateKeyPair and ImportKeyPair.
import { randomInt } from "node:crypto";
import { addKeyPair, type Cloud, type NewKeyPair } from "../cloud/cloud";
import { checkPublicKey, fingerPrintOf, privateKeyBody } from "../cloud/keyMaterial";
import { checkKeyPairName } from "../cloud/names";
import { resourceGroupFor } from "../cloud/resourceGroups";
import { reservationMs, shelfOf, type Place } from "../cloud/state";
import { checkNewTags } from "../cloud/tags";
import { placeOf, type ResponseFields, type Call } from "./call";
import { keyPairQuotaExceeded, nameTaken } from "./errors";
import { optional, required, tagList } from "./parameters";

const keyPairsPerRegion = 500;

/** Creates a key pair and returns its private key, which is stored nowhere. */
export async function createKeyPair(cloud: Cloud, call: Call): Promise<ResponseFields> {
  const place = placeOf(cloud, call);
  const wanted = readNewKeyPair(cloud, place, call);
  checkAvailable(cloud, place, wanted.keyPairName);
  const key = await cloud.takeKey();
  // Other calls ran while the key was generated; from here on, none does.
  const keyPair = put(cloud, place, { ...wanted, publicKey: key.publicKey });
  return {
    KeyPairId: keyPair.keyPairId,
    KeyPairName: keyPair.keyPairName,
    KeyPairFingerPrint: keyPair.fingerPrint,
    PrivateKeyBody: privateKeyBody(key.privateKey, cloud.readings),
  };
}

/** Creates a key pair from the caller's public key. */
export function importKeyPair(cloud: Cloud, call: Call): ResponseFields {
  const place = placeOf(cloud, call);
  const wanted = readNewKeyPair(cloud, place, call);
  const publicKey = checkPublicKey(required(call.parameters, "PublicKeyBody"), cloud.readings);
  const keyPair = put(cloud, place, { ...wanted, publicKey });
  return { KeyPairName: keyPair.keyPairName, KeyPairFingerPrint: keyPair.fingerPrint };
}

/** @returns an id in the form that ECS uses. */
export function newKeyPairId(): string {
  const digits = Array.from({ length: 20 }, () => randomInt(36).toString(36));
  return `ssh-${digits.join("")}`;
}

function readNewKeyPair({ readings }: Cloud, { accountId, regionId }: Place, { parameters }: Call) {
  return {
    regionId,
    keyPairName: checkKeyPairName(required(parameters, "KeyPairName"), readings),
    tags: checkNewTags(tagList(parameters), readings),
    resourceGroupId: resourceGroupFor(accountId, optional(parameters, "ResourceGroupId")),
  };
}

function put(cloud: Cloud, place: Place, wanted: Omit<NewKeyPair, "keyPairId" | "fingerPrint">) {
  checkAvailable(cloud, place, wanted.keyPairName);
  const fingerPrint = fingerPrintOf(wanted.publicKey, cloud.readings.fingerprintForm);
  return addKeyPair(cloud, place.accountId, { ...wanted, keyPairId: newKeyPairId(), fingerPrint });
}

function checkAvailable(cloud: Cloud, place: Place, keyPairName: string): void {
  const { keyPairs, deletedNames } = shelfOf(cloud.state, place);
  if (keyPairs.has(keyPairName)) throw nameTaken(cloud.readings);
  const deletedMs = deletedNames.get(keyPairName);
  const reserved = deletedMs !== undefined && cloud.nowMs() - deletedMs < reservationMs;
  if (reserved && cloud.readings.deletedNames === "reserved") throw nameTaken(cloud.readings);
  if (keyPairs.size >= keyPairsPerRegion) throw keyPairQuotaExceeded();
}
