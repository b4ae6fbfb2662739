/** Programs in Go: built with the checkout's SDK, and run by Pulumi's Automation API in their own process, without a language host. */
import { execFile, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { goSettings } from "../../scripts/setup/go.mjs";
import { environment, resultOf, type Stack, type Workspace } from "./stack";

const run = promisify(execFile);

/** The module that the programs are built in: inline.go, and the versions of all that they import. */
const module = resolve("test/engine/go");

const goEnvironment = { ...process.env, ...goSettings };

/**
 * Builds a program as it stands on its page, but for one call: `pulumi.Run` talks to a language host, which would have started it.
 *
 * @param folder - where the executable goes
 */
async function build(program: string, folder: string): Promise<string> {
  const main = join(folder, "main.go");
  const overlay = join(folder, "overlay.json");
  const file = join(folder, "program");
  await mkdir(folder, { recursive: true });
  await writeFile(main, program.replace("pulumi.Run(", "inline("));
  await writeFile(overlay, JSON.stringify({ Replace: { [join(module, "main.go")]: main } }));
  await run("go", ["build", "-ldflags=-s -w", "-overlay", overlay, "-o", file, "."], {
    cwd: module,
    env: goEnvironment,
  });
  return file;
}

/** Compiles a project as it stands, with what its own go.mod and go.sum pin. */
export async function vetProject(project: string): Promise<void> {
  await run("go", ["vet", "."], { cwd: project, env: goEnvironment });
}

/** Compiles several programs as they stand, each a package of its own; the overlay puts them where there are none, beside inline.go. */
export async function compile(programs: readonly string[], folder: string): Promise<void> {
  const overlay = join(folder, "overlay.json");
  const replace: Record<string, string> = {};
  for (const [index, text] of programs.entries()) {
    const file = join(folder, `program${index}.go`);
    await writeFile(file, text);
    replace[join(module, `program${index}`, "main.go")] = file;
  }
  await writeFile(overlay, JSON.stringify({ Replace: replace }));
  const packages = programs.map((_, index) => `./program${index}`);
  await run("go", ["list", "-export", "-overlay", overlay, ...packages], { cwd: module, env: goEnvironment });
}

/** A workspace in which the engine finds the plugin although projects do not name it: on the PATH. */
export function withPlugin(workspace: Workspace): Workspace {
  const folder = join(workspace.installed, "node_modules", "pulumi-alicloud-keypair");
  return { ...workspace, env: { ...workspace.env, PATH: `${folder}:${workspace.env["PATH"] ?? ""}` } };
}

/**
 * A stack whose `up` and `preview` run a program in Go. The other commands of the CLI need no program.
 *
 * @param stack - of the program's project
 */
export async function runByProgram(stack: Stack, workspace: Workspace, program: string): Promise<Stack> {
  const file = await build(program, join(workspace.folder, "go"));
  const printed: string[] = [];
  const runProgram = async (command: string, env: Readonly<Record<string, string>> = {}) => {
    const child = spawn(file, [command, "test"], {
      cwd: stack.folder,
      env: { ...environment(workspace), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const result = await resultOf(child);
    printed.push(result.text);
    return result;
  };
  return {
    ...stack,
    printed: () => [stack.printed(), ...printed].join("\n"),
    up: (env) => runProgram("up", env),
    preview: (env) => runProgram("preview", env),
  };
}
