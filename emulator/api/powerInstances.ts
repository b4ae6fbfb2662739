// StartInstance, StopInstance, RebootInstance, and the same for several instances.
import { findInstance, type Cloud } from "../cloud/cloud";
import { reboot, start, stop, type Instance, type PowerConditions } from "../cloud/instances";
import { checkRegion } from "../cloud/regions";
import type { Place } from "../cloud/state";
import { ApiError } from "./apiError";
import { placeOf, type Action, type Call, type ResponseFields } from "./call";
import { invalidParameter } from "./errors";
import {
  batchDryRunPassed,
  dryRunPassed,
  emptyInstanceId,
  noInstanceIds,
  tooManyInstanceIds,
  unknownInstance,
  wrongInstanceStatus,
} from "./instanceErrors";
import { commitChanged, resultValue, type Outcome } from "./instanceResults";
import { isTrue, numberedList, optional, required, type Parameters } from "./parameters";

const instancesPerCall = 100;

/** A change of state, and the only state in which it may begin. */
interface PowerChange {
  readonly from: Instance["status"];
  readonly begin: (instance: Instance, conditions: PowerConditions) => Instance;
}

const starting: PowerChange = { from: "Stopped", begin: start };
const stopping: PowerChange = { from: "Running", begin: stop };
const rebooting: PowerChange = { from: "Running", begin: reboot };

/** Starts an instance. */
export const startInstance = changeOne(starting);
/** Starts instances. */
export const startInstances = changeSeveral(starting);
/** Stops an instance. */
export const stopInstance = changeOne(stopping);
/** Stops instances. */
export const stopInstances = changeSeveral(stopping);
/** Restarts an instance. */
export const rebootInstance = changeOne(rebooting);
/** Restarts instances. */
export const rebootInstances = changeSeveral(rebooting);

function changeOne(change: PowerChange): Action {
  return (cloud, call) => {
    const instanceId = required(call.parameters, "InstanceId");
    const instance = placesOf(cloud, call)
      .map((place) => findInstance(cloud, place, instanceId))
      .find((found) => found !== undefined);
    const changed = changeOf(cloud, instance, change);
    if (changed instanceof ApiError) throw changed;
    if (isTrue(call.parameters, "DryRun")) throw dryRunPassed();
    cloud.commit({ change: "instancePut", accountId: call.account.accountId, instance: changed });
    return {};
  };
}

/** These actions have no RegionId, because each region has its own endpoint; clients may send one all the same. */
function placesOf(cloud: Cloud, { account, parameters }: Call): Place[] {
  const { accountId } = account;
  const regionId = optional(parameters, "RegionId");
  if (regionId !== undefined) return [{ accountId, regionId: checkRegion(regionId, cloud.readings) }];
  return [...cloud.state.shelves.values()]
    .map(({ place }) => place)
    .filter((place) => place.accountId === accountId);
}

function changeOf(cloud: Cloud, instance: Instance | undefined, { from, begin }: PowerChange): Outcome {
  if (instance === undefined) return unknownInstance();
  if (instance.status !== from) return wrongInstanceStatus();
  return begin(instance, {
    nowMs: cloud.nowMs(),
    times: cloud.transitionTimes(),
    readings: cloud.readings,
  });
}

function changeSeveral(change: PowerChange): Action {
  return (cloud, call) => {
    const place = placeOf(cloud, call);
    const ids = instanceIds(call.parameters);
    const successFirst = isSuccessFirst(call.parameters);
    const steps = ids.map((instanceId) => {
      const before = findInstance(cloud, place, instanceId);
      return { instanceId, before, after: changeOf(cloud, before, change) };
    });
    const fault = steps.map(({ after }) => after).find((after) => after instanceof ApiError);
    if (fault !== undefined && !successFirst) throw fault;
    // Documented: with SuccessFirst, a dry run passes whatever the instances' states are.
    if (isTrue(call.parameters, "DryRun")) throw batchDryRunPassed();
    commitChanged(
      cloud,
      place.accountId,
      steps.map(({ after }) => after),
    );
    return { InstanceResponses: { InstanceResponse: steps.map((step) => result(cloud, step)) } };
  };
}

interface Step {
  readonly instanceId: string;
  readonly before: Instance | undefined;
  readonly after: Outcome;
}

function result({ readings }: Cloud, { instanceId, before, after }: Step): ResponseFields {
  const previous = before?.status ?? "";
  const failed = after instanceof ApiError;
  return {
    InstanceId: instanceId,
    Code: failed ? after.code : resultValue(200, readings),
    Message: failed ? after.message : "success",
    PreviousStatus: previous,
    CurrentStatus: failed ? previous : after.status,
  };
}

function instanceIds(parameters: Parameters): string[] {
  const ids = numberedList(parameters, "InstanceId");
  if (ids.length === 0) throw noInstanceIds();
  if (ids.length > instancesPerCall) throw tooManyInstanceIds();
  if (ids.includes("")) throw emptyInstanceId();
  return [...new Set(ids)];
}

function isSuccessFirst(parameters: Parameters): boolean {
  const mode = optional(parameters, "BatchOptimization") ?? "AllTogether";
  if (mode !== "AllTogether" && mode !== "SuccessFirst") throw invalidParameter("BatchOptimization");
  return mode === "SuccessFirst";
}
