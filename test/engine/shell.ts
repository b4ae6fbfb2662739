/** Runs commands in bash: those of a page, as a reader copies them, and those of a workflow. */
import { spawn } from "node:child_process";
import { once } from "node:events";

interface ShellOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** bash's own; without them it ends at the first command that fails. */
  readonly flags?: readonly string[];
}

/** Runs the commands; `text` is all that they print. */
export async function shell(
  commands: string,
  { flags = ["-euo", "pipefail"], ...options }: ShellOptions,
): Promise<{ exitCode: number | null; text: string }> {
  const child = spawn("bash", [...flags, "-c", commands], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const text: string[] = [];
  child.stdout.on("data", (data: Buffer) => text.push(data.toString()));
  child.stderr.on("data", (data: Buffer) => text.push(data.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, text: text.join("") };
}
