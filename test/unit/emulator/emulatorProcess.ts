// The emulator in a process of its own, for tests of its command line and of the state after a kill.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import ts from "typescript";
import { test as base } from "vitest";

/** A process and its output. */
export interface EmulatorProcess {
  readonly process: ChildProcess;
  /** @returns the first line on stdout. */
  readonly url: () => Promise<string>;
  /** @returns what is on stderr so far. */
  readonly stderr: () => string;
  /** @returns the exit code and both outputs, once the process has ended. */
  readonly end: () => Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Tests with the emulator's program and a folder of their own. */
export const test = base
  .extend("checkout", { scope: "file" }, resolve(__dirname, "../../.."))
  .extend("program", { scope: "file" }, ({ checkout }, { onCleanup }) => {
    const output = mkdtempSync(join(tmpdir(), "emulator-program-"));
    onCleanup(() => {
      rmSync(output, { recursive: true });
    });
    for (const folder of ["cli", "emulator"]) transpile(checkout, folder, output);
    return join(output, "cli/main.js");
  })
  .extend("folderPrefix", "emulator-data-")
  .extend("folder", ({ folderPrefix }, { onCleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), folderPrefix));
    onCleanup(() => {
      rmSync(folder, { recursive: true });
    });
    return folder;
  })
  .extend("start", ({ program, checkout }, { onCleanup }) => {
    const started: ChildProcess[] = [];
    onCleanup(() => {
      for (const child of started) child.kill("SIGKILL");
    });
    return (...options: string[]): EmulatorProcess => {
      const env = { ...process.env, NODE_PATH: join(checkout, "node_modules") };
      const child = spawn(process.execPath, [program, "emulator", ...options], { env });
      started.push(child);
      return watch(child);
    };
  });

function watch(child: ReturnType<typeof spawn>): EmulatorProcess {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, "close");
  return {
    process: child,
    stderr: () => stderr,
    async url() {
      if (child.stdout === null) throw new Error("The process has no stdout.");
      const lines = createInterface(child.stdout);
      const first: unknown[] = await Promise.race([once(lines, "line"), ended]);
      if (typeof first[0] !== "string") throw new Error(`It ended: ${stderr}`);
      return first[0];
    },
    async end() {
      await ended;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}

/** Transpiles a folder to JavaScript without checking types, which the compiler does elsewhere. */
function transpile(checkout: string, folder: string, output: string): void {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
  };
  for (const entry of readdirSync(join(checkout, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const path = join(entry.parentPath, entry.name);
    const { outputText } = ts.transpileModule(readFileSync(path, "utf8"), { compilerOptions });
    const target = join(output, path.slice(checkout.length + 1).replace(/ts$/u, "js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}
