/** A stack on the real Pulumi engine: the CLI, a `file://` backend, and an installed copy of the packed package. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { secretsProvider } from "../vault";

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly exitCode: number;
  /** Standard output and error as a person sees them, without colours. */
  readonly text: string;
  readonly stdout: string;
}

/** A command that may still run. */
export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<CommandResult>;
}

/** One resource as `pulumi stack export` shows it. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly external?: boolean;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  /** Why it is not as wanted: the next `up` goes on with it. */
  readonly initErrors?: readonly string[];
}

interface Deployment {
  readonly resources?: ExportedResource[];
  readonly pending_operations?: { readonly type: string }[] | null;
}

/** How a stack is set up. */
export interface StackOptions {
  /** The program's text, CommonJS unless `file` says otherwise; of a program in YAML without name, runtime and plugins. */
  readonly program: string;
  /** The program's file name; its ending decides the language. `Pulumi.yaml` is a program in YAML on the plugin. */
  readonly file?: string;
  /** The project's name. */
  readonly project?: string;
  /** Whether the project names the provider plugin of the installation. */
  readonly plugin?: boolean;
}

/** What a project is called, and its program's file. */
interface Names {
  readonly project: string;
  readonly file: string;
}

/** Where a project lies. */
interface Place extends Names {
  readonly folder: string;
}

/** A stack and the commands on it. */
export interface Stack extends Place {
  /** Everything that any command has printed so far. */
  readonly printed: () => string;
  /** Replaces the program. */
  write(program: string): Promise<void>;
  /** Runs any command of the CLI in the stack's folder. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  /** Starts an `up` at the head of a process group of its own, as a terminal does. */
  startUp(env?: Readonly<Record<string, string>>): RunningCommand;
  up(env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  preview(env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  refresh(env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  destroy(env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  setConfig(key: string, value: string): Promise<void>;
  outputs(): Promise<Record<string, unknown>>;
  /** The stack's key pairs, as exported with secrets encrypted. */
  keyPairs(): Promise<ExportedResource[]>;
  /** The stack's attachments, as exported. */
  attachments(): Promise<ExportedResource[]>;
  /** What an interrupted command has left in state, such as `creating`. */
  pendingOperations(): Promise<string[]>;
}

/** Where stacks of one test live, and what they are told. */
export interface Workspace {
  /** The installation under which programs are written, so that they find its `node_modules`. */
  readonly installed: string;
  /** Home folder; in it Pulumi's own, its backend and temporary files. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Writes a program, makes a stack for it and gives the commands on it. */
export async function openStack(workspace: Workspace, options: StackOptions): Promise<Stack> {
  const { program, file = "index.js", project = "engine-test", plugin = false } = options;
  await mkdir(join(workspace.installed, "programs"), { recursive: true });
  const folder = await mkdtemp(join(workspace.installed, "programs", "program-"));
  await writeProject({ folder, project, file }, plugin);
  await writeProgram({ folder, project, file }, program);
  return stackIn(workspace, folder, { project, file });
}

const yamlFile = "Pulumi.yaml";

async function writeProject({ folder, project, file }: Place, plugin: boolean): Promise<void> {
  const typescript = file.endsWith(".ts");
  const nodejs = `\n  name: nodejs\n  options:\n    typescript: ${typescript}`;
  const runtime = file.endsWith(".py") ? " python" : nodejs;
  const manifest = `name: ${project}\nruntime:${runtime}\n${plugin ? plugins : ""}`;
  await writeFile(join(folder, yamlFile), manifest);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: project, main: file, private: true }));
}

/** A program in YAML is its project's file. */
async function writeProgram({ folder, project, file }: Place, program: string): Promise<void> {
  const head = file === yamlFile ? `name: ${project}\nruntime: yaml\n${plugins}` : "";
  await writeFile(join(folder, file), `${head}${program}`);
}

/** Copies an example's project to where it finds the installation's packages, and tells its folder. */
export async function copyExample({ installed }: Workspace, name: string): Promise<string> {
  const programs = join(installed, "programs");
  await mkdir(programs, { recursive: true });
  const folder = await mkdtemp(join(programs, `${name}-`));
  await cp(join("examples", name), folder, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  await symlink(join(installed, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Makes a stack for the project that lies in a folder, `file` its program, and gives the commands on it. */
export async function stackIn(workspace: Workspace, folder: string, names: Names): Promise<Stack> {
  const stack = await commandsIn(workspace, folder, names);
  await succeed(stack.run(["stack", "init", "test", "--secrets-provider", secretsProvider]));
  return stack;
}

/**
 * Copies a stack's project beside it, as another person's checkout has it, the stack's settings included.
 *
 * @param workspace - that person's: another home, and the same backend
 */
export async function checkOut(workspace: Workspace, { folder, project, file }: Stack): Promise<Stack> {
  const copy = await mkdtemp(join(workspace.installed, "programs", "program-"));
  await cp(folder, copy, { recursive: true });
  const stack = await commandsIn(workspace, copy, { project, file });
  await succeed(stack.run(["stack", "select", "test"]));
  return stack;
}

async function commandsIn(workspace: Workspace, folder: string, { project, file }: Names): Promise<Stack> {
  const printed: string[] = [];
  const usual = file.endsWith(".js") ? withoutTypeScript(environment(workspace)) : environment(workspace);

  const run = async (
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> => {
    const result = await pulumi(args, folder, { ...usual, ...env });
    printed.push(result.text);
    return result;
  };
  const exported = async (): Promise<Deployment> => {
    const { stdout } = await succeed(run(["stack", "export"]));
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  };
  const ofType = async (name: string): Promise<ExportedResource[]> => {
    const { resources = [] } = await exported();
    return resources.filter(({ type }) => typesOf(name).includes(type));
  };
  await mkdir(join(workspace.folder, "tmp"), { recursive: true });
  const yes = ["--yes", "--skip-preview", "--stack", "test"];
  return {
    folder,
    project,
    file,
    printed: () => printed.join("\n"),
    write: (text) => writeProgram({ folder, project, file }, text),
    run,
    startUp: (env = {}) => start(["up", ...yes], { cwd: folder, env: { ...usual, ...env }, detached: true }),
    up: (env) => run(["up", ...yes], env),
    preview: (env) => run(["preview", "--diff"], env),
    refresh: (env) => run(["refresh", ...yes], env),
    destroy: (env) => run(["destroy", ...yes], env),
    setConfig: async (key, value) => {
      await succeed(run(["config", "set", key, value]));
    },
    outputs: async () => {
      const { stdout } = await succeed(
        pulumi(["stack", "output", "--json", "--show-secrets"], folder, usual),
      );
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    keyPairs: () => ofType("KeyPair"),
    attachments: () => ofType("KeyPairAttachment"),
    pendingOperations: async () => {
      const { pending_operations: pending } = await exported();
      return (pending ?? []).map((operation) => operation.type);
    },
  };
}

/** The part of a project file that names the plugin: from a program's folder to the package in the installation. */
export const plugins = `plugins:
  providers:
    - name: alicloud-keypair
      path: ../../node_modules/pulumi-alicloud-keypair
`;

/** A resource's types: the dynamic host's and the plugin's. */
function typesOf(name: string): string[] {
  return [`pulumi-nodejs:dynamic/alicloud:${name}`, `alicloud-keypair:index:${name}`];
}

/** Every file of the backend, in one text. */
export function backendText(workspace: Workspace): Promise<string> {
  return filesText(join(workspace.folder, "backend"));
}

/** Every file under a folder, in one text. */
export async function filesText(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

/** Waits for a command and fails the test with its output where it failed. */
export async function succeed(command: Promise<CommandResult>): Promise<CommandResult> {
  const result = await command;
  if (result.exitCode !== 0) {
    throw new Error(`pulumi ended with ${result.exitCode}:\n${result.text}`);
  }
  return result;
}

/** What every command of a workspace runs with. */
export function environment({ folder, env }: Workspace): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: join(folder, "tmp"),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    ...env,
  };
}

function withoutTypeScript(env: Readonly<Record<string, string>>): Record<string, string> {
  const preload = `--require ${resolve("test/engine/javascript.cjs")}`;
  return { ...env, NODE_OPTIONS: `${env["NODE_OPTIONS"] ?? ""} ${preload}` };
}

function pulumi(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  return start(args, { cwd, env }).ended;
}

function start(
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>>; detached?: boolean },
): RunningCommand {
  const child = spawn("pulumi", ["--non-interactive", "--color", "never", ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { pid: child.pid ?? -1, ended: resultOf(child) };
}

/** Waits for a program to end. */
export async function resultOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<CommandResult> {
  const all: string[] = [];
  const out: string[] = [];
  child.stdout.on("data", (data: Buffer) => {
    all.push(data.toString());
    out.push(data.toString());
  });
  child.stderr.on("data", (data: Buffer) => all.push(data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { exitCode: code ?? -1, text: all.join(""), stdout: out.join("") };
}
