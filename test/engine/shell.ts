/** Runs shell commands: those of a page, as a reader copies them, and those of a workflow. */
import { spawn } from "node:child_process";
import { once } from "node:events";

interface ShellOptions {
  readonly cwd?: string;
  /** bash's own; without them it ends at the first command that fails. */
  readonly flags?: readonly string[];
}

/** Runs commands in bash, and tells what they printed and how they ended. */
export async function shell(
  commands: string,
  env: NodeJS.ProcessEnv,
  { cwd, flags = ["-euo", "pipefail"] }: ShellOptions = {},
): Promise<{ exitCode: number | null; text: string }> {
  const child = spawn("bash", [...flags, "-c", commands], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const text: string[] = [];
  child.stdout.on("data", (data: Buffer) => text.push(data.toString()));
  child.stderr.on("data", (data: Buffer) => text.push(data.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, text: text.join("") };
}
