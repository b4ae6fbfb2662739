// DeleteKeyPairs.
import type { Cloud } from "../cloud/cloud";
import { checkRegion } from "../cloud/regions";
import { keyPairsIn } from "../cloud/state";
import type { AnswerFields, Call } from "./call";
import { invalidKeyPairNames, tooManyInOneCall } from "./errors";
import { required } from "./parameters";

const namesPerCall = 100;

/** Deletes key pairs; a name that does not exist counts as deleted. */
export function deleteKeyPairs(cloud: Cloud, { account, parameters }: Call): AnswerFields {
  const regionId = checkRegion(required(parameters, "RegionId"));
  const names = readNames(required(parameters, "KeyPairNames"));
  const present = keyPairsIn(cloud.state, account.accountId, regionId);
  for (const keyPairName of names.filter((name) => present.has(name))) {
    const address = { accountId: account.accountId, regionId, keyPairName };
    cloud.commit({ change: "keyPairRemoved", address });
  }
  return {};
}

function readNames(text: string): readonly string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch (cause) {
    throw invalidKeyPairNames({ cause });
  }
  if (!isNames(names) || names.length === 0) throw invalidKeyPairNames();
  if (names.length > namesPerCall) throw tooManyInOneCall();
  return [...new Set(names)];
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "");
}
