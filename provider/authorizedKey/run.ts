/** Runs a script on instances and waits for what each of them reports. */
import { randomUUID } from "node:crypto";
import type { EcsApi } from "../ecs/api";
import { instancesPerCommand, type CommandResult } from "../ecs/instanceApi";
import type { Failure } from "../resource/instances";
import { chunksOf } from "../resource/values";
import { CallError, mayHaveTakenEffect, Refusal } from "../rpc/errors";
import { pauses, startOperation, type Operation } from "../rpc/operation";
import { readRefusal, readReport, type KeyReport } from "./report";

/** What the script came to on one instance. */
export type Outcome =
  | { readonly kind: "report"; readonly report: KeyReport }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      /** Whether the script may have changed something all the same. */
      readonly mayHaveRun: boolean;
    };

/** A script to run. */
export interface Run {
  readonly regionId: string;
  readonly script: string;
  readonly timeoutSeconds: number;
}

/** How long the delivery of a command and its result may take beyond the script's own time, in milliseconds. */
const deliveryMs = 120_000;

/** Takes what the script came to on one instance. */
type Take = (instanceId: string, outcome: Outcome) => void;

/**
 * Runs a script on instances that can run it.
 *
 * @param take - called for each instance on which the script ran, or may have run, before a failure is thrown
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable} for a failure that concerns the whole call
 */
export async function runOn(
  ecs: EcsApi,
  instanceIds: readonly string[],
  run: Run,
  operation: Operation,
  take: Take,
): Promise<void> {
  const chunks = chunksOf(instanceIds, instancesPerCommand);
  await allDone(chunks.map((some) => runTogether(ecs, some, run, operation, take)));
}

/** One instance that became unfit makes ECS refuse the whole call: then halves are sent until it is found. */
async function runTogether(
  ecs: EcsApi,
  instanceIds: readonly string[],
  run: Run,
  operation: Operation,
  take: Take,
): Promise<void> {
  try {
    // A token for each attempt: a lost response is repeated with it, and the script runs once.
    const invokeId = await ecs.runCommand({ ...run, instanceIds, clientToken: randomUUID() }, operation);
    const outcomes = await resultsOf(ecs, invokeId, instanceIds, run, operation);
    outcomes.forEach(([instanceId, outcome]) => {
      take(instanceId, outcome);
    });
  } catch (error) {
    if (
      !(error instanceof Refusal) ||
      error.call.action !== "RunCommand" ||
      !/^InvalidInstance/.test(error.code)
    ) {
      throw mayHaveRun(error) ? unfinished(error, instanceIds, take) : error;
    }
    const [first] = instanceIds;
    if (first !== undefined && instanceIds.length === 1) {
      const failure = { code: error.code, message: error.apiMessage };
      take(first, { kind: "failed", failure, mayHaveRun: mayHaveTakenEffect(error) });
      return;
    }
    const halves = chunksOf(instanceIds, Math.ceil(instanceIds.length / 2));
    await allDone(halves.map((half) => runTogether(ecs, half, run, operation, take)));
  }
}

/** Waits for all of them, so that no result is lost, before it throws the first failure. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** Whether the script may have run, or may run later, on the instances of a call that failed. */
function mayHaveRun(error: unknown): error is CallError {
  return error instanceof CallError && (error.action !== "RunCommand" || mayHaveTakenEffect(error));
}

/** @returns the failure, with the instances that it leaves in doubt */
function unfinished(error: CallError, instanceIds: readonly string[], take: Take): CallError {
  const failure = { code: "NoResult", message: "the script may have run, but its result is unknown" };
  for (const instanceId of instanceIds) {
    take(instanceId, { kind: "failed", failure, mayHaveRun: true });
  }
  return error.advised(`The script may have run, or may still run, on ${instanceIds.join(", ")}.`);
}

async function resultsOf(
  ecs: EcsApi,
  invokeId: string,
  instanceIds: readonly string[],
  { regionId, timeoutSeconds }: Run,
  operation: Operation,
): Promise<readonly (readonly [instanceId: string, outcome: Outcome])[]> {
  // Leaves time for the last look and the steps after it: an operation that runs out of time can't name the instance.
  const patienceMs = Math.min(timeoutSeconds * 1000 + deliveryMs, operation.remainingMs() * 0.8);
  const waiting = startOperation(patienceMs, operation);
  const pause = pauses(waiting);
  for (let round = 1; ; round++) {
    const results = await ecs.commandResults(regionId, invokeId, operation);
    const byId = new Map(results.map((result) => [result.instanceId, result]));
    const isOver = instanceIds.every((instanceId) => isFinal(byId.get(instanceId)));
    if (isOver || !(await pause(round))) {
      return instanceIds.map((instanceId) => [instanceId, outcomeOf(byId.get(instanceId))]);
    }
  }
}

function isFinal(result: CommandResult | undefined): result is CommandResult {
  return result !== undefined && !["Pending", "Running", "Stopping", "Scheduled", ""].includes(result.status);
}

/** Codes that say that the script was not started. */
const neverRan = [
  "InstanceNotExists",
  "InstanceReleased",
  "InstanceNotRunning",
  "CommandNotApplicable",
  "AccountNotExists",
  "DirectoryNotExists",
  "ClientNotRunning",
  "ClientNeedUpgrade",
  "SecurityGroupRuleDenied",
];

function outcomeOf(result: CommandResult | undefined): Outcome {
  if (!isFinal(result)) {
    const failure = {
      code: "NoResult",
      message: "the command has not ended yet, or its result did not arrive in time",
    };
    return { kind: "failed", failure, mayHaveRun: true };
  }
  const { status, output, errorCode = status, errorInfo = `the command ended as ${status}` } = result;
  const report = status === "Success" ? readReport(output) : undefined;
  if (report !== undefined) {
    return { kind: "report", report };
  }
  const refusal = readRefusal(output);
  if (refusal !== undefined) {
    return { kind: "failed", failure: refusal, mayHaveRun: false };
  }
  if (status === "Success") {
    const failure = { code: "NoReport", message: "the script's report is missing or incomplete" };
    return { kind: "failed", failure, mayHaveRun: true };
  }
  const mayHaveRun = status !== "Invalid" && status !== "Aborted" && !neverRan.includes(errorCode);
  return { kind: "failed", failure: { code: errorCode, message: errorInfo.slice(0, 300) }, mayHaveRun };
}
