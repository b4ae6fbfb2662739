// Runs a script in /bin/sh: with a time limit, in a process group that does not outlive it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** A script, and where and how it runs. */
export interface ShellScript {
  readonly content: string;
  readonly folder: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /** Makes every write to a file fail. */
  readonly diskFull: boolean;
}

/** How a script ended. */
export type ShellEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "timedOut" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "notStarted" };

/** What a script printed on both outputs: the beginning, and how many bytes follow that are not kept. */
export interface ShellOutput {
  readonly text: Buffer;
  readonly dropped: number;
}

/** A script that runs. */
export interface ShellRun {
  readonly ended: Promise<ShellEnd>;
  readonly output: () => ShellOutput;
  /** Kills the script's process group. */
  readonly interrupt: () => void;
}

const maxOutputBytes = 24 * 1024;
/** How long a process outside the group may keep the outputs open once the script has ended. */
const drainMs = 500;

/** Starts a script. */
export function runShell(script: ShellScript): ShellRun {
  const output = openOutput();
  let killed: "timedOut" | "interrupted" | undefined;
  const child = start(script);
  const stop = (reason: "timedOut" | "interrupted"): void => {
    // The id of a group that has ended may belong to another one by now.
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    killed ??= reason;
    killGroup(child);
  };
  child?.stdout?.on("data", output.add);
  const timer = setTimeout(stop, script.timeLimitMs, "timedOut");
  const wait = async (): Promise<ShellEnd> => {
    const exitCode = await exitOf(child).finally(() => {
      clearTimeout(timer);
    });
    if (exitCode === undefined) return { kind: "notStarted" };
    return killed === undefined ? { kind: "exited", exitCode } : { kind: killed };
  };
  return {
    ended: wait(),
    output: output.get,
    interrupt() {
      stop("interrupted");
    },
  };
}

// An ignored signal stays ignored in every process of the script: writing then fails with EFBIG instead of ending it.
const fullDisk = "trap '' XFSZ; ulimit -f 0; ";

function start({ content, folder, environment, diskFull }: ShellScript): ChildProcess | undefined {
  const wrapper = `${diskFull ? fullDisk : ""}exec /bin/sh -c "$1" sh 2>&1`;
  try {
    return spawn("/bin/sh", ["-c", wrapper, "sh", content], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
  } catch {
    // Node refuses a script with a NUL character.
    return undefined;
  }
}

async function exitOf(child: ChildProcess | undefined): Promise<number | undefined> {
  if (child === undefined) return undefined;
  const closed = once(child, "close").catch(() => undefined);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    killGroup(child);
    await Promise.race([closed, delay(drainMs)]);
    child.stdout?.destroy();
    return code ?? 128 + (signal === "SIGKILL" ? 9 : 15);
  } catch {
    return undefined;
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // No process of the group is left.
  }
}

function openOutput(): { readonly add: (data: Buffer) => void; readonly get: () => ShellOutput } {
  const kept: Buffer[] = [];
  let bytes = 0;
  return {
    add(data) {
      const room = Math.max(0, maxOutputBytes - bytes);
      if (room > 0) kept.push(data.subarray(0, room));
      bytes += data.length;
    },
    get: () => ({ text: Buffer.concat(kept), dropped: Math.max(0, bytes - maxOutputBytes) }),
  };
}
