// DeleteKeyPairs.
import type { Cloud } from "../cloud/cloud";
import { shelfOf } from "../cloud/state";
import { placeOf, type ResponseFields, type Call } from "./call";
import { invalidKeyPairNames, keyPairBound, nothingToDelete, tooManyKeyPairs } from "./errors";
import { jsonList, required } from "./parameters";

const namesPerCall = 100;

/** Deletes all the named key pairs, or none if one of them is bound to an instance. */
export function deleteKeyPairs(cloud: Cloud, call: Call): ResponseFields {
  const place = placeOf(cloud, call);
  const names = jsonList(required(call.parameters, "KeyPairNames"), invalidKeyPairNames);
  if (names.length > namesPerCall) throw tooManyKeyPairs();
  const { keyPairs, instances } = shelfOf(cloud.state, place);
  const present = names.filter((name) => keyPairs.has(name));
  if (present.length < names.length && cloud.readings.missingNameDeletion === "refused") {
    throw nothingToDelete();
  }
  const bound = new Set([...instances.values()].map(({ keyPairName }) => keyPairName));
  if (present.some((name) => bound.has(name))) throw keyPairBound();
  for (const keyPairName of present) {
    cloud.commit({ change: "keyPairRemoved", place, keyPairName, timeMs: cloud.nowMs() });
  }
  return {};
}
