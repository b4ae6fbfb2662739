// Reads the state of every stack that the Pulumi CLI's login can list. An export needs neither a project folder nor a passphrase.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { StackName } from "../../provider/resource/owner";
import { ExportError, readStackExport, type StackExport } from "./stackExport";

/** A stack as the backend lists it. */
export interface ListedStack extends StackName {
  /** What the CLI accepts for `--stack`. */
  readonly reference: string;
  readonly isUpdating: boolean;
}

/** A stack with its state, or with the reason why that could not be read. */
export interface BackendStack extends ListedStack {
  readonly state: StackExport | string;
}

/** The CLI can't be run, or can't list the backend's stacks. */
export class BackendError extends Error {
  override readonly name = "BackendError";
}

const execute = promisify(execFile);
const largestExport = 512 * 1024 * 1024;
/** Each export runs in its own process. */
const exportsAtOnce = 4;

/**
 * Lists the stacks and reads their states.
 *
 * @param say - called with a line that gives their number
 * @throws {@link BackendError}
 */
export async function readBackend(say: (message: string) => void): Promise<BackendStack[]> {
  const listed = await listStacks();
  say(`reading the states of ${listed.length === 1 ? "1 stack" : `${listed.length} stacks`}`);
  const read: BackendStack[] = [];
  for (let next = 0; next < listed.length; next += exportsAtOnce) {
    const some = listed.slice(next, next + exportsAtOnce);
    read.push(...(await Promise.all(some.map(async (stack) => ({ ...stack, state: await stateOf(stack) })))));
  }
  return read;
}

async function listStacks(): Promise<ListedStack[]> {
  const listed = JSON.parse(await pulumi("stack", "ls", "--all", "--json")) as {
    readonly name: string;
    readonly updateInProgress?: boolean;
  }[];
  return listed.map(({ name, updateInProgress }) => ({
    ...stackNamed(name),
    reference: name,
    isUpdating: updateInProgress === true,
  }));
}

/** `STACK` belongs to the project in the current folder; other stacks are `[ORGANIZATION/]PROJECT/STACK`. */
function stackNamed(name: string): StackName {
  const [stack = "", project = projectHere() ?? ""] = name.split("/").reverse();
  return { project, stack };
}

/** The name of the project that the CLI finds in the current folder or above it. */
function projectHere(folder = process.cwd()): string | undefined {
  for (const file of ["Pulumi.yaml", "Pulumi.yml"]) {
    try {
      return /^name:\s*["']?([^"'\s#]+)/m.exec(readFileSync(join(folder, file), "utf8"))?.[1];
    } catch {
      // Not in this folder.
    }
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : projectHere(parent);
}

async function stateOf({ reference }: ListedStack): Promise<StackExport | string> {
  try {
    return readStackExport(await pulumi("stack", "export", "--stack", reference), "the export");
  } catch (error) {
    if (error instanceof BackendError || error instanceof ExportError) {
      return error.message;
    }
    throw error;
  }
}

async function pulumi(...args: string[]): Promise<string> {
  try {
    const { stdout } = await execute("pulumi", ["--non-interactive", "--color", "never", ...args], {
      maxBuffer: largestExport,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    });
    return stdout;
  } catch (error) {
    throw new BackendError(failureText(args, error), { cause: error });
  }
}

function failureText(args: readonly string[], error: unknown): string {
  const { code, stderr = "" } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === "ENOENT") {
    return "the pulumi CLI is not on the PATH. Install it to read your stacks. To only list orphans, pass files of `pulumi stack export`.";
  }
  const said = stderr.trim().split("\n", 1)[0];
  return `pulumi ${args.slice(0, 2).join(" ")} failed: ${said === undefined || said === "" ? "no error output" : said}`;
}
