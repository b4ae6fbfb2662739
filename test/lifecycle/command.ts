/** The package's command as a user has it: the installed `bin`, its stdin, its exit code. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command starts with. */
export interface CommandStart {
  /** A folder whose `node_modules` has the package. */
  readonly installed: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stdin holds; a number is an open file. */
  readonly stdin: string | number;
}

/** A command that may still run. */
export interface RunningCommand {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<CommandEnd>;
}

/** Runs `pulumi-alicloud-keypair` to its end. */
export function runCommand(args: readonly string[], start: CommandStart): Promise<CommandEnd> {
  return startCommand(args, start).ended;
}

/** Starts `pulumi-alicloud-keypair`. */
export function startCommand(
  args: readonly string[],
  { installed, env, stdin }: CommandStart,
): RunningCommand {
  const bin = join(installed, "node_modules/.bin/pulumi-alicloud-keypair");
  const input = typeof stdin === "number" ? stdin : "pipe";
  const child = spawn(bin, args, { env, stdio: [input, "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (data: Buffer) => (output.stdout += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output.stderr += data.toString()));
  // A command that refuses its options reads no input.
  child.stdin?.on("error", () => undefined).end(stdin);
  const ended = once(child, "close").then((event) => {
    const [exitCode] = event as [number | null];
    return { exitCode, ...output };
  });
  return { kill: (signal) => child.kill(signal), ended };
}
