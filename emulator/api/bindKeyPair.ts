// AttachKeyPair and DetachKeyPair.
import { findInstance, type Cloud } from "../cloud/cloud";
import { bind, unbind, type Instance } from "../cloud/instances";
import { shelfOf, type KeyPair } from "../cloud/state";
import { ApiError } from "./apiError";
import { placeOf, type ResponseFields, type Call } from "./call";
import { unknownKeyPair } from "./errors";
import {
  invalidInstanceIds,
  notIoOptimized,
  tooManyInstances,
  unknownInstance,
  windowsInstance,
  wrongInstanceStatus,
} from "./instanceErrors";
import { commitChanged, resultValue, type Outcome } from "./instanceResults";
import { jsonList, required } from "./parameters";

const instancesPerCall = 50;

/** Binds a key pair to instances, where it replaces any other. */
export function attachKeyPair(cloud: Cloud, call: Call): ResponseFields {
  return forEachInstance(cloud, call, (instance, { keyPairName, publicKey }) =>
    instance.ioOptimized ? bind(instance, keyPairName, publicKey) : notIoOptimized(),
  );
}

/** Unbinds a key pair from instances. */
export function detachKeyPair(cloud: Cloud, call: Call): ResponseFields {
  return forEachInstance(cloud, call, (instance, { keyPairName, publicKey }) =>
    instance.keyPairName === keyPairName ? unbind(instance, publicKey) : invalidInstanceIds(),
  );
}

type Rebind = (instance: Instance, keyPair: KeyPair) => Outcome;

function forEachInstance(cloud: Cloud, call: Call, rebind: Rebind): ResponseFields {
  const place = placeOf(cloud, call);
  const keyPairName = required(call.parameters, "KeyPairName");
  const instanceIds = jsonList(required(call.parameters, "InstanceIds"), invalidInstanceIds);
  if (instanceIds.length > instancesPerCall) throw tooManyInstances();
  const keyPair = shelfOf(cloud.state, place).keyPairs.get(keyPairName);
  if (keyPair === undefined) throw unknownKeyPair(cloud.readings);
  const outcomes = instanceIds.map((instanceId) => {
    const instance = findInstance(cloud, place, instanceId);
    return { instanceId, outcome: rebound(instance, keyPair, rebind) };
  });
  const faults = outcomes.flatMap(({ outcome }) => (outcome instanceof ApiError ? [outcome] : []));
  if (faults[0] !== undefined && cloud.readings.bindingFaults === "whole-call") throw faults[0];
  commitChanged(
    cloud,
    place.accountId,
    outcomes.map(({ outcome }) => outcome),
  );
  return {
    KeyPairName: keyPairName,
    TotalCount: resultValue(outcomes.length, cloud.readings),
    FailCount: resultValue(faults.length, cloud.readings),
    Results: { Result: outcomes.map(({ instanceId, outcome }) => result(cloud, instanceId, outcome)) },
  };
}

function rebound(instance: Instance | undefined, keyPair: KeyPair, rebind: Rebind): Outcome {
  if (instance === undefined) return unknownInstance();
  if (instance.osType === "windows") return windowsInstance();
  if (instance.status !== "Running" && instance.status !== "Stopped") return wrongInstanceStatus();
  return rebind(instance, keyPair);
}

function result({ readings }: Cloud, instanceId: string, outcome: Outcome): ResponseFields {
  const failed = outcome instanceof ApiError;
  return {
    InstanceId: instanceId,
    Code: failed ? outcome.code : resultValue(200, readings),
    Message: failed ? outcome.message : "successful",
    Success: resultValue(!failed, readings),
  };
}
