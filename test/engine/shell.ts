/** Commands as a reader copies them, in bash, which ends at the first that fails. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs the commands; `text` is all that they print. */
export async function shell(
  commands: string,
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ exitCode: number | null; text: string }> {
  const child = spawn("bash", ["-euo", "pipefail", "-c", commands], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text: string[] = [];
  child.stdout.on("data", (data: Buffer) => text.push(data.toString()));
  child.stderr.on("data", (data: Buffer) => text.push(data.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, text: text.join("") };
}
