/** The processes that a command has started, found by `ps`, so that a test ends those and no others. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A process as `ps` shows it. */
export interface Process {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
}

/** The process with everything below it: the engine gives its plugins process groups of their own. */
export async function processTree(pid: number): Promise<Process[]> {
  return treeOf(pid, await allProcesses());
}

/** Whether it serves dynamic providers. */
export function isDynamicProvider({ commandLine }: Process): boolean {
  return /\bnode \S*[\\/]dynamic-provider[\\/]/.test(commandLine);
}

/** Ends those processes that still run, without a warning. */
export async function endProcesses(processes: readonly Process[]): Promise<void> {
  // An id may have passed on to another process since.
  const running = (await allProcesses()).filter((now) =>
    processes.some(({ pid, commandLine }) => pid === now.pid && commandLine === now.commandLine),
  );
  for (const { pid } of running) {
    kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

async function allProcesses(): Promise<Process[]> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parentPid, commandLine = ""] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parentPid: Number(parentPid), commandLine }];
  });
}

function treeOf(pid: number, all: readonly Process[]): Process[] {
  const children = all.filter((each) => each.parentPid === pid);
  return [...all.filter((each) => each.pid === pid), ...children.flatMap((child) => treeOf(child.pid, all))];
}
