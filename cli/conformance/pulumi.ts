/** The installed Pulumi: one command at a time, which a signal cancels as Ctrl-C does. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a command ended. */
export interface PulumiEnd {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** Why it failed, on one line; what it printed last if it does not say. */
  readonly failure: string;
}

/** Where a command runs. */
export interface PulumiPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs a command of the `pulumi` on the PATH to its end. */
export async function runPulumi(
  args: readonly string[],
  { cwd, env, signal }: PulumiPlace,
): Promise<PulumiEnd> {
  // Detached: Ctrl-C reaches this process alone, which passes it on when it is due.
  const child = spawn("pulumi", ["--non-interactive", "--color", "never", ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output.stderr += data.toString()));
  const cancel = (): void => {
    child.kill("SIGINT");
  };
  signal?.addEventListener("abort", cancel);
  try {
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { succeeded: exitCode === 0, stdout: output.stdout, failure: failureIn(output) };
  } catch (error) {
    const isMissing = (error as { readonly code?: unknown }).code === "ENOENT";
    const failure = isMissing ? "it is not on the PATH" : String(error);
    return { succeeded: false, stdout: "", failure };
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

function failureIn({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => /^error:/.test(line));
  return [...new Set(errors.length > 0 ? errors : lines.filter((line) => line !== "").slice(-3))].join(" ");
}
