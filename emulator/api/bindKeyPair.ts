// AttachKeyPair and DetachKeyPair.
import type { Cloud } from "../cloud/cloud";
import { shelfOf, type Instance, type Shelf } from "../cloud/state";
import { placeOf, type ResponseFields, type Call } from "./call";
import { invalidInstanceIds, tooManyInstances, unknownKeyPair, windowsInstance } from "./errors";
import { jsonList, required } from "./parameters";

const instancesPerCall = 50;

/** Binds a key pair to instances, where it replaces any other. */
export function attachKeyPair(cloud: Cloud, call: Call): ResponseFields {
  return forEachInstance(cloud, call, (instance, keyPairName) => ({ ...instance, keyPairName }));
}

/** Unbinds a key pair from instances. */
export function detachKeyPair(cloud: Cloud, call: Call): ResponseFields {
  return forEachInstance(cloud, call, (instance, keyPairName) => {
    const { keyPairName: bound, ...unbound } = instance;
    return bound === keyPairName ? unbound : undefined;
  });
}

type Rebind = (instance: Instance, keyPairName: string) => Instance | undefined;

function forEachInstance(cloud: Cloud, call: Call, rebind: Rebind): ResponseFields {
  const place = placeOf(cloud, call);
  const keyPairName = required(call.parameters, "KeyPairName");
  const instanceIds = jsonList(required(call.parameters, "InstanceIds"), invalidInstanceIds);
  if (instanceIds.length > instancesPerCall) throw tooManyInstances();
  const shelf = shelfOf(cloud.state, place);
  if (!shelf.keyPairs.has(keyPairName)) throw unknownKeyPair(cloud.readings);
  refuseWindows(shelf, instanceIds);
  const results = instanceIds.map((instanceId) => {
    const instance = shelf.instances.get(instanceId);
    if (instance === undefined) return failure(instanceId, "404", "The specified InstanceId does not exist.");
    const rebound = rebind(instance, keyPairName);
    if (rebound === undefined)
      return failure(instanceId, "400", "The key pair is not bound to the instance.");
    cloud.commit({ change: "instancePut", accountId: place.accountId, instance: rebound });
    return { InstanceId: instanceId, Code: "200", Message: "successful", Success: true };
  });
  return {
    KeyPairName: keyPairName,
    TotalCount: results.length,
    FailCount: results.filter(({ Success }) => !Success).length,
    Results: { Result: results },
  };
}

function refuseWindows(shelf: Shelf, instanceIds: readonly string[]): void {
  if (instanceIds.some((id) => shelf.instances.get(id)?.osType === "windows")) throw windowsInstance();
}

function failure(instanceId: string, code: string, message: string) {
  return { InstanceId: instanceId, Code: code, Message: message, Success: false };
}
