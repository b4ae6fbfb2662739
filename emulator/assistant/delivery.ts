// Brings a command to an instance, runs it there and brings its outcome back.
import { statSync } from "node:fs";
import type { Cloud } from "../cloud/cloud";
import type { Machine } from "../machines/machine";
import type { ShellEnd } from "../machines/shellProcess";
import type { CommandFault } from "../machines/switches";
import type { Invocation, Task } from "./invocations";
import { finalStatuses, type CommandErrorCode, type FinalStatus, type InvocationStatus } from "./outcomes";

/** Delivers a command to one instance, which takes as long as the conditions say. */
export function deliver(cloud: Cloud, invocation: Invocation, task: Task, machine: Machine): void {
  const { commandDeliveryMs, deliveryTimeoutMs } = cloud.commandConditions();
  const send = (): void => {
    const timer = setTimeout(() => {
      stopWaiting();
      end(cloud, task, "Aborted", "DeliveryTimeout");
    }, deliveryTimeoutMs);
    timer.unref();
    const stopWaiting = machine.whenReached({
      reached() {
        clearTimeout(timer);
        execute(cloud, invocation, task, machine);
      },
      lost() {
        clearTimeout(timer);
        end(cloud, task, "Aborted", "InstanceNotRunning");
      },
    });
  };
  if (commandDeliveryMs === 0) send();
  else setTimeout(send, commandDeliveryMs).unref();
}

/** Ends a command on one instance. */
export function end(
  cloud: Cloud,
  task: Task,
  status: FinalStatus,
  errorCode?: CommandErrorCode,
  exitCode?: number,
): void {
  task.advance({ status, errorCode, exitCode, finishMs: cloud.nowMs() });
}

function execute(cloud: Cloud, { command, place }: Invocation, task: Task, machine: Machine): void {
  const fault = machine.takeFault();
  if (fault !== undefined && fault.run !== true) {
    pretend(cloud, task, fault);
    return;
  }
  const { folder } = machine;
  const home = folder.homeOf(command.username);
  if (home === undefined) {
    end(cloud, task, "Invalid", "AccountNotExists");
    return;
  }
  const workingFolder = command.workingDir === undefined ? home : folder.inside(command.workingDir);
  if (!isFolder(workingFolder)) {
    end(cloud, task, "Invalid", "DirectoryNotExists");
    return;
  }
  const run = machine.run({
    content: command.content,
    folder: workingFolder,
    timeLimitMs: command.timeoutSeconds * cloud.commandConditions().commandSecondMs,
  });
  task.advance({ status: "Running", startMs: cloud.nowMs(), output: run.output });
  void run.ended.then((ended) => {
    if (ended.kind === "interrupted") {
      const released = cloud.machines.find(place, task.instanceId) !== machine;
      end(cloud, task, "Error", released ? "InstanceReleased" : "ExecutionInterrupted");
    } else {
      report(cloud, task, machine, ended, fault);
    }
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function report(
  cloud: Cloud,
  task: Task,
  machine: Machine,
  ended: ShellEnd,
  fault: CommandFault | undefined,
): void {
  machine.whenReached({
    reached() {
      if (fault === undefined) finish(cloud, task, ended);
      else pretend(cloud, task, { ...fault, output: undefined });
    },
    lost() {
      end(cloud, task, "Error", "ClientNotResponse");
    },
  });
}

function finish(cloud: Cloud, task: Task, ended: ShellEnd): void {
  switch (ended.kind) {
    case "exited":
      if (ended.exitCode === 0) end(cloud, task, "Success", undefined, 0);
      else end(cloud, task, "Failed", "ExitCodeNonzero", ended.exitCode);
      break;
    case "timedOut":
      end(cloud, task, "Timeout", "ExecutionTimeout");
      break;
    case "interrupted":
      end(cloud, task, "Error", "ExecutionInterrupted");
      break;
    case "notStarted":
      end(cloud, task, "Error", "ExecutionException");
      break;
  }
}

/** Ends a command as a fault wants it. */
function pretend(cloud: Cloud, task: Task, { status, errorCode, exitCode, output }: CommandFault): void {
  const nowMs = cloud.nowMs();
  if (output !== undefined) {
    const text = Buffer.from(output);
    task.advance({ output: () => ({ text, dropped: 0 }) });
  }
  if (status === "Pending") return;
  task.advance({ startMs: task.progress().startMs ?? nowMs });
  if (!isFinal(status)) {
    task.advance({ status });
    return;
  }
  const usualExitCode = status === "Success" ? 0 : status === "Failed" ? 1 : undefined;
  end(cloud, task, status, errorCode ?? finalStatuses[status], exitCode ?? usualExitCode);
}

function isFinal(status: InvocationStatus): status is FinalStatus {
  return status in finalStatuses;
}
