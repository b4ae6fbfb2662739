/** Runs another program for its output: without a shell, for a limited time, and never beyond this process. */
import { execFile, type ExecFileException } from "node:child_process";

/** A program could not be run to its end. The message contains neither its command nor its output. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/**
 * Splits a command into a program and its arguments, as the CLI does it: at white space, with quotes and backslashes as in a POSIX
 * shell, but without expanding anything. On Windows a backslash is part of a path and only escapes a double quote between quotes.
 *
 * @throws {@link CommandError} for an open quote or a final backslash, and if there is no program
 */
export function splitCommand(command: string, isWindows = process.platform === "win32"): string[] {
  const trimmed = command.trim();
  const pattern = isWindows ? windowsPart : posixPart;
  const splits: string[] = [];
  let current: string | undefined;
  let end = 0;
  for (const { 0: part, index, groups = {} } of trimmed.matchAll(pattern)) {
    if (index !== end) {
      break;
    }
    end = index + part.length;
    if (groups["space"] !== undefined) {
      splits.push(...(current === undefined ? [] : [current]));
      current = undefined;
    } else if (groups["join"] === undefined) {
      current = (current ?? "") + textOf(groups, isWindows);
    }
  }
  const all = current === undefined ? splits : [...splits, current];
  if (end !== trimmed.length) {
    throw new CommandError("has a quote that is not closed, or ends in a backslash");
  }
  if (!all[0]) {
    throw new CommandError("names no program");
  }
  return all;
}

type Groups = Partial<Readonly<Record<string, string>>>;

const posixPart =
  /(?<join>\\\n)|\\(?<escaped>[^])|'(?<single>[^']*)'|"(?<double>(?:\\[^]|[^"\\])*)"|(?<space>\s+)|(?<plain>[^\s'"\\]+)/g;
const windowsPart =
  /'(?<single>[^']*)'|"(?<double>(?:\\"|\\(?!")|[^"\\])*)"|(?<space>\s+)|(?<plain>[^\s'"]+)/g;

function textOf({ escaped, single, double, plain }: Groups, isWindows: boolean): string {
  const unescaped = isWindows
    ? double?.replaceAll('\\"', '"')
    : double?.replaceAll(/\\(?:\n|(["\\$`]))/g, "$1");
  return escaped ?? single ?? unescaped ?? plain ?? "";
}

/**
 * Runs a program and returns what it prints to its standard output. It can't ask for input, and its standard error is dropped.
 *
 * @param timeLimitMs - it is killed after this long
 * @throws {@link CommandError} with its exit code, or why there is none
 */
export function outputOf(command: readonly string[], timeLimitMs: number): Promise<string> {
  const [program = "", ...args] = command;
  const options = { timeout: timeLimitMs, killSignal: "SIGKILL", windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, output) => {
      process.off("exit", end);
      if (error === null) {
        resolve(output);
      } else {
        reject(new CommandError(failureOf(error, timeLimitMs)));
      }
    });
    const end = (): void => {
      child.kill("SIGKILL");
    };
    process.once("exit", end);
    child.stdin?.end();
  });
}

function failureOf({ code, killed, signal }: ExecFileException, timeLimitMs: number): string {
  if (typeof code === "number") {
    return `failed with exit code ${code}`;
  }
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return "printed too much";
  }
  if (killed === true) {
    return `took longer than ${timeLimitMs / 1000} s`;
  }
  return signal
    ? `was ended by ${signal}`
    : `can't be started (${code ?? "unknown"}). It must name a program that runs without a shell`;
}
