// Reads the JSON that the control API and the command line accept.
import type { PutKeyPair } from "../backDoors";
import { instanceStatuses } from "../cloud/instances";
import { checkPublicKey } from "../cloud/keyMaterial";
import { checkKeyPairName } from "../cloud/names";
import { checkNewTags } from "../cloud/tags";
import type { Conditions } from "../conditions";
import type { Fault } from "../faults";
import type { AddInstance } from "../instanceDoors";
import type { Readings } from "../readings";
import { ControlError, openFields, type Fields } from "./fields";

/**
 * Reads a fault.
 *
 * @throws {@link ControlError} if the value is not a fault
 */
export function readFault(value: unknown): Fault {
  const fields = openFields(value);
  const scope = {
    action: fields.text("action"),
    accessKeyId: fields.text("accessKeyId"),
    calls: readCalls(fields),
    effectDelayMs: fields.count("effectDelayMs"),
  };
  const fault: Fault = { ...scope, ...readKind(fields) };
  fields.end();
  return fault;
}

function readCalls(fields: Fields): number | undefined {
  const calls = fields.count("calls");
  if (calls === 0) throw new ControlError(400, "calls must be at least 1.");
  return calls;
}

function readKind(fields: Fields): Fault {
  const kind = fields.requiredText("kind");
  switch (kind) {
    case "error":
      return {
        kind,
        code: fields.requiredText("code"),
        httpStatus: readStatus(fields),
        message: fields.text("message"),
      };
    case "html":
      return { kind, httpStatus: readStatus(fields), effect: fields.flag("effect") };
    case "neverAnswer":
    case "dropConnection":
      return { kind, effect: fields.flag("effect") };
    case "cutBody":
      return { kind };
    case "delay":
      return { kind, answerDelayMs: fields.count("answerDelayMs") };
    default:
      throw new ControlError(400, "kind must be error, neverAnswer, dropConnection, html, cutBody or delay.");
  }
}

function readStatus(fields: Fields): number | undefined {
  const status = fields.count("httpStatus");
  if (status !== undefined && (status < 200 || status > 599)) {
    throw new ControlError(400, "httpStatus must be from 200 to 599.");
  }
  return status;
}

/**
 * Reads conditions. Those left out stay unchanged.
 *
 * @throws {@link ControlError} if the value does not hold conditions
 */
export function readConditions(value: unknown): Partial<Conditions> {
  const fields = openFields(value);
  const latencyMs = fields.count("latencyMs");
  const queriesPerSecond = fields.counts("queriesPerSecond");
  const newKeyPairLagMs = fields.count("newKeyPairLagMs");
  const tagLagMs = fields.count("tagLagMs");
  const instanceStartMs = fields.count("instanceStartMs");
  const instanceStopMs = fields.count("instanceStopMs");
  const commands = readCommandConditions(fields);
  fields.end();
  return {
    ...commands,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(queriesPerSecond === undefined ? {} : { queriesPerSecond }),
    ...(newKeyPairLagMs === undefined ? {} : { newKeyPairLagMs }),
    ...(tagLagMs === undefined ? {} : { tagLagMs }),
    ...(instanceStartMs === undefined ? {} : { instanceStartMs }),
    ...(instanceStopMs === undefined ? {} : { instanceStopMs }),
  };
}

function readCommandConditions(fields: Fields): Partial<Conditions> {
  const names = [
    "commandDeliveryMs",
    "deliveryTimeoutMs",
    "commandSecondMs",
    "heartbeatTimeoutMs",
    "invocationsLeft",
  ] as const;
  const given = names.flatMap((name) => {
    const count = fields.count(name);
    return count === undefined ? [] : [[name, count] as const];
  });
  return Object.fromEntries(given);
}

/**
 * Reads a key pair to put into the cloud.
 *
 * @throws {@link ControlError} if the value is not a key pair
 * @throws {@link ApiError} if the API would refuse its name, key or tags
 */
export function readPutKeyPair(value: unknown, readings: Readings): PutKeyPair {
  const fields = openFields(value);
  const wanted = {
    accessKeyId: fields.text("accessKeyId"),
    regionId: fields.requiredText("regionId"),
    keyPairName: fields.requiredText("keyPairName"),
    publicKey: fields.text("publicKey"),
    tags: fields.texts("tags"),
    resourceGroupId: fields.text("resourceGroupId"),
  };
  fields.end();
  checkKeyPairName(wanted.keyPairName, readings);
  if (wanted.publicKey !== undefined) checkPublicKey(wanted.publicKey, readings);
  const tags = Object.entries(wanted.tags ?? {}).map(([key, tagValue]) => ({ key, value: tagValue }));
  checkNewTags(tags, readings);
  return wanted;
}

/**
 * Reads an instance to create.
 *
 * @throws {@link ControlError} if the value is not an instance
 * @throws {@link ApiError} if the API would refuse its key pair's name or its keys
 */
export function readAddInstance(value: unknown, readings: Readings): AddInstance {
  const fields = openFields(value);
  const wanted = {
    accessKeyId: fields.text("accessKeyId"),
    regionId: fields.requiredText("regionId"),
    instanceId: fields.text("instanceId"),
    instanceName: fields.text("instanceName"),
    osType: fields.oneOf("osType", ["linux", "windows"]),
    ioOptimized: fields.flag("ioOptimized"),
    status: fields.oneOf("status", instanceStatuses),
    publicIpAddress: fields.text("publicIpAddress"),
    tags: fields.texts("tags"),
    keyPairName: fields.text("keyPairName"),
    authorizedKeys: fields.textList("authorizedKeys"),
    startTime: fields.time("startTime"),
  };
  fields.end();
  if (wanted.keyPairName !== undefined) checkKeyPairName(wanted.keyPairName, readings);
  const authorizedKeys = wanted.authorizedKeys?.map((key) => checkPublicKey(key, readings));
  return { ...wanted, authorizedKeys };
}
