// DescribeInvocations and DescribeInvocationResults: what became of Cloud Assistant's commands.
import {
  type AssistantCommand,
  type Invocation,
  type Task,
  type TaskProgress,
} from "../assistant/invocations";
import { commandErrors, formerOverallStatus, formerStatus, overallStatus } from "../assistant/outcomes";
import type { Cloud } from "../cloud/cloud";
import { placeOf, secondsIso, type Call, type ResponseFields } from "./call";
import { pageOf } from "./commandPages";
import { missingParameter } from "./errors";
import { isTrue, optional, type Parameters } from "./parameters";

/** Lists commands with their content, each with its instances. */
export function describeInvocations(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const instanceId = optional(parameters, "InstanceId");
  const includeOutput = isTrue(parameters, "IncludeOutput");
  if (includeOutput && instanceId === undefined && optional(parameters, "InvokeId") === undefined) {
    throw missingParameter("InvokeId");
  }
  const found = matching(cloud, call).filter(invocationFilter(parameters, instanceId === undefined));
  const { entries, fields } = pageOf(parameters, found, ({ invokeId }) => invokeId);
  const encode = encoder(parameters);
  const describe = (invocation: Invocation): ResponseFields => ({
    ...describeInvocation(invocation, encode),
    InvokeInstances: {
      InvokeInstance: tasksOf(invocation, instanceId).map((task) =>
        describeTask(invocation, task, includeOutput ? encode : undefined),
      ),
    },
  });
  return { ...fields, Invocations: { Invocation: entries.map(describe) } };
}

/** Lists what became of commands, one entry for each instance. */
export function describeInvocationResults(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const instanceId = optional(parameters, "InstanceId");
  const status = optional(parameters, "InvokeRecordStatus");
  const found = matching(cloud, call)
    .flatMap((invocation) => tasksOf(invocation, instanceId).map((task) => ({ invocation, task })))
    .filter(({ task }) => status === undefined || formerStatus(task.progress().status) === status);
  const page = pageOf(
    parameters,
    found,
    ({ invocation, task }) => `${invocation.invokeId}/${task.instanceId}`,
  );
  const encode = encoder(parameters);
  const results = page.entries.map(({ invocation, task }) => describeResult(invocation, task, encode));
  return { Invocation: { ...page.fields, InvocationResults: { InvocationResult: results } } };
}

function matching(cloud: Cloud, call: Call): Invocation[] {
  const { parameters } = call;
  const invokeId = optional(parameters, "InvokeId");
  const commandId = optional(parameters, "CommandId");
  const resourceGroupId = optional(parameters, "ResourceGroupId");
  return cloud.invocations
    .list(placeOf(cloud, call))
    .filter(
      ({ invokeId: id, command }) =>
        (invokeId === undefined || id === invokeId) &&
        (commandId === undefined || command.commandId === commandId) &&
        (resourceGroupId === undefined || command.resourceGroupId === resourceGroupId),
    );
}

/** Documented: a name, a type or a mode does not count beside an instance. */
function invocationFilter(parameters: Parameters, withNames: boolean): (invocation: Invocation) => boolean {
  const instanceId = optional(parameters, "InstanceId");
  const status = optional(parameters, "InvokeStatus");
  const named = (name: string): string | undefined => (withNames ? optional(parameters, name) : undefined);
  const [name, type, mode] = [named("CommandName"), named("CommandType"), named("RepeatMode")];
  return ({ command, tasks }) =>
    (instanceId === undefined || tasks.some((task) => task.instanceId === instanceId)) &&
    (status === undefined || formerOverallStatus(statusesOf(tasks)) === status) &&
    (name === undefined || command.name === name) &&
    (type === undefined || command.type === type) &&
    (mode === undefined || command.repeatMode === mode) &&
    // Only repeated commands are timed, and the emulator has none.
    !isTrue(parameters, "Timed");
}

const statusesOf = (tasks: readonly Task[]) => tasks.map((task) => task.progress().status);

const tasksOf = ({ tasks }: Invocation, instanceId: string | undefined): readonly Task[] =>
  instanceId === undefined ? tasks : tasks.filter((task) => task.instanceId === instanceId);

type Encode = (text: Buffer) => string;

function encoder(parameters: Parameters): Encode {
  const isPlain = parameters.get("ContentEncoding")?.toLowerCase() === "plaintext";
  return (text) => text.toString(isPlain ? "utf8" : "base64");
}

const timeText = (timeMs: number | undefined): string => (timeMs === undefined ? "" : secondsIso(timeMs));

const tagsOf = ({ tags }: AssistantCommand): ResponseFields => ({
  Tag: tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
});

function describeInvocation(invocation: Invocation, encode: Encode): ResponseFields {
  const { command, creationMs, invokeId, tasks } = invocation;
  const statuses = statusesOf(tasks);
  return {
    CommandId: command.commandId,
    CommandName: command.name,
    CommandDescription: command.description,
    CommandType: command.type,
    CommandContent: encode(Buffer.from(command.content)),
    InvokeId: invokeId,
    InvocationStatus: overallStatus(statuses),
    InvokeStatus: formerOverallStatus(statuses),
    CreationTime: secondsIso(creationMs),
    Frequency: "",
    Parameters: "{}",
    RepeatMode: command.repeatMode,
    TerminationMode: command.terminationMode,
    Timed: false,
    Timeout: command.timeoutSeconds,
    Username: command.username,
    WorkingDir: command.workingDir ?? "",
    Tags: tagsOf(command),
  };
}

/** What both listings say about a command on one instance. */
function describeProgress(progress: TaskProgress): ResponseFields {
  const { errorCode, exitCode, status } = progress;
  return {
    InvocationStatus: status,
    ErrorCode: errorCode ?? "",
    ErrorInfo: errorCode === undefined ? "" : commandErrors[errorCode],
    ...(exitCode === undefined ? {} : { ExitCode: exitCode }),
    StartTime: timeText(progress.startMs),
    StopTime: "",
    Repeats: progress.startMs === undefined ? 0 : 1,
    Dropped: progress.output().dropped,
  };
}

function describeTask({ creationMs }: Invocation, task: Task, encode: Encode | undefined): ResponseFields {
  const progress = task.progress();
  return {
    InstanceId: task.instanceId,
    ...describeProgress(progress),
    InstanceInvokeStatus: formerStatus(progress.status),
    CreationTime: secondsIso(creationMs),
    FinishTime: timeText(progress.finishMs),
    UpdateTime: timeText(progress.updateMs),
    Timed: false,
    Output: encode === undefined ? "" : encode(progress.output().text),
  };
}

function describeResult({ command, invokeId }: Invocation, task: Task, encode: Encode): ResponseFields {
  const progress = task.progress();
  return {
    CommandId: command.commandId,
    InvokeId: invokeId,
    InstanceId: task.instanceId,
    ...describeProgress(progress),
    InvokeRecordStatus: formerStatus(progress.status),
    FinishedTime: timeText(progress.finishMs),
    Output: encode(progress.output().text),
    TerminationMode: command.terminationMode,
    Username: command.username,
    Tags: tagsOf(command),
  };
}
