/** Reads ECS response bodies about instances: wire casing stays in this file and in `answers.ts`. */
import { isJsonObject, text, type JsonObject } from "../rpc/json";
import { NoAnswer } from "../rpc/errors";
import { list, withoutUndefined } from "./answers";
import type { CommandResult, DescribedInstance, InstanceResult } from "./instanceApi";

/** A page of instances, and the token of the next one. */
export interface InstancePage {
  readonly instances: DescribedInstance[];
  readonly nextToken: string | undefined;
}

/**
 * Reads a page of instances from DescribeInstances.
 *
 * @throws {@link NoAnswer} if the response has no list
 */
export function describedInstances(body: JsonObject): InstancePage {
  const instances = list(body["Instances"], "Instance");
  if (instances === undefined) {
    throw new NoAnswer("DescribeInstances", "ECS", "returned no list of instances");
  }
  return { instances: instances.flatMap(describedInstance), nextToken: text(body["NextToken"]) };
}

function describedInstance(instance: JsonObject): DescribedInstance[] {
  const instanceId = text(instance["InstanceId"]);
  const optional = {
    instanceName: text(instance["InstanceName"]),
    keyPairName: text(instance["KeyPairName"]),
    startTime: text(instance["StartTime"]),
    osType: text(instance["OSType"]),
  };
  return instanceId === undefined
    ? []
    : [{ instanceId, status: text(instance["Status"]) ?? "", ...withoutUndefined(optional) }];
}

/**
 * Reads what AttachKeyPair or DetachKeyPair did to each instance. The API returns counts, codes and successes as numbers and
 * booleans, or as strings.
 *
 * @throws {@link NoAnswer} if an instance has no result, or if more failed than the results say
 */
export function bindingResults(
  action: string,
  instanceIds: readonly string[],
): (body: JsonObject) => InstanceResult[] {
  return (body) => {
    const results = resultsOf(
      action,
      instanceIds,
      list(body["Results"], "Result"),
      ({ Success }) => String(Success).toLowerCase() === "true",
    );
    const failed = results.filter(({ isSuccess }) => !isSuccess).length;
    if (Number(body["FailCount"] ?? failed) > failed) {
      throw new NoAnswer(action, "ECS", `reported ${String(body["FailCount"])} failures but named ${failed}`);
    }
    return results;
  };
}

/**
 * Reads what RebootInstances did to each instance.
 *
 * @throws {@link NoAnswer} if an instance has no result
 */
export function restartResults(instanceIds: readonly string[]): (body: JsonObject) => InstanceResult[] {
  return (body) =>
    resultsOf(
      "RebootInstances",
      instanceIds,
      list(body["InstanceResponses"], "InstanceResponse"),
      (result) => codeOf(result) === "200",
    );
}

function codeOf({ Code }: JsonObject): string {
  return typeof Code === "number" ? String(Code) : (text(Code) ?? "no code");
}

function resultsOf(
  action: string,
  instanceIds: readonly string[],
  results: readonly JsonObject[] | undefined,
  isSuccess: (result: JsonObject) => boolean,
): InstanceResult[] {
  return instanceIds.map((instanceId) => {
    const result = results?.find((each) => each["InstanceId"] === instanceId);
    if (result === undefined) {
      throw new NoAnswer(action, "ECS", `returned no result for ${instanceId}`);
    }
    return {
      instanceId,
      isSuccess: isSuccess(result),
      code: codeOf(result),
      message: text(result["Message"]) ?? "",
    };
  });
}

/** The instances whose Cloud Assistant agent runs, according to DescribeCloudAssistantStatus. */
export function agents(body: JsonObject): string[] {
  const found = list(body["InstanceCloudAssistantStatusSet"], "InstanceCloudAssistantStatus");
  if (found === undefined) {
    throw new NoAnswer("DescribeCloudAssistantStatus", "ECS", "returned no list of agents");
  }
  return found.flatMap((agent) =>
    String(agent["CloudAssistantStatus"]).toLowerCase() === "true" ? (text(agent["InstanceId"]) ?? []) : [],
  );
}

/**
 * The id of the invocation that RunCommand started.
 *
 * @throws {@link NoAnswer} if the response has none
 */
export function invokeId(body: JsonObject): string {
  const id = text(body["InvokeId"]);
  if (id === undefined) {
    throw new NoAnswer("RunCommand", "ECS", "returned no InvokeId");
  }
  return id;
}

/** A page of results, and the token of the next one. */
export interface ResultPage {
  readonly results: CommandResult[];
  readonly nextToken: string | undefined;
}

/**
 * Reads a page of results from DescribeInvocationResults, whose outputs are Base64.
 *
 * @throws {@link NoAnswer} if the response has no list
 */
export function commandResults(body: JsonObject): ResultPage {
  const invocation = body["Invocation"];
  const found = isJsonObject(invocation)
    ? list(invocation["InvocationResults"], "InvocationResult")
    : undefined;
  if (found === undefined || !isJsonObject(invocation)) {
    throw new NoAnswer("DescribeInvocationResults", "ECS", "returned no list of results");
  }
  const results = found.flatMap((result) => {
    const instanceId = text(result["InstanceId"]);
    const optional = { errorCode: text(result["ErrorCode"]), errorInfo: text(result["ErrorInfo"]) };
    const output = Buffer.from(text(result["Output"]) ?? "", "base64").toString("utf8");
    const status = text(result["InvocationStatus"]) ?? "";
    return instanceId === undefined ? [] : [{ instanceId, status, output, ...withoutUndefined(optional) }];
  });
  return { results, nextToken: text(invocation["NextToken"]) };
}
