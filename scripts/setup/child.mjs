// Runs other programs: to their end, with their output captured, or in the foreground, with signals passed on.
import { constants } from "node:os";
import { execa, ExecaError } from "execa";
import { CommandError, SetupError } from "./progress.mjs";
import { interrupted, stopGroup, withSignalsTo } from "./signals.mjs";

/**
 * Runs a program to its end, without stdin. An interruption stops it and the processes that it started.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options]
 * @returns {Promise<string>} its stdout, without the last newline
 */
export async function run(command, args, { cwd = process.cwd(), env = process.env, limitMs } = {}) {
  interrupted.throwIfAborted();
  const child = execa(command, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    detached: true,
  });
  let expired = false;
  const stop = () => void stopGroup(child);
  const limit = limitMs && setTimeout(() => ((expired = true), stop()), limitMs);
  interrupted.addEventListener("abort", stop, { once: true });
  try {
    return (await child).stdout;
  } catch (error) {
    interrupted.throwIfAborted();
    if (expired) throw new SetupError(`\`${command}\` did not end within ${(limitMs ?? 0) / 1_000} s`);
    throw failureOf(command, error);
  } finally {
    clearTimeout(limit);
    interrupted.removeEventListener("abort", stop);
  }
}

/**
 * Runs a program in the foreground: it has our stdin, stdout and stderr.
 *
 * A terminal sends ^C to everything in the foreground, and npm then repeats it to its script. The Pulumi engine takes a
 * second SIGINT for "stop at once" and loses what it was creating; so a program that must get each signal once runs in its
 * own group (`ownGroup`) where no terminal is attached, and is left to the terminal where one is.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, ownGroup?: boolean }} options
 * @returns {Promise<number>} the exit code, 128 + n for a program that signal n ended
 */
export async function runInForeground(command, args, { cwd, env, ownGroup = false }) {
  interrupted.throwIfAborted();
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const child = execa(command, args, {
    cwd,
    env,
    extendEnv: false,
    stdio: "inherit",
    detached: ownGroup && !onTerminal,
    forceKillAfterDelay: false,
    reject: false,
  });
  /** @type {Map<NodeJS.Signals, number>} */
  const sentAtMs = new Map();
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal === "SIGINT" && onTerminal) return;
    const nowMs = performance.now();
    if (nowMs - (sentAtMs.get(signal) ?? -Infinity) < 500) return;
    sentAtMs.set(signal, nowMs);
    child.kill(signal);
  };
  const result = await withSignalsTo(passOn, () => child);
  if (result.signal !== undefined) return 128 + constants.signals[result.signal];
  if (result.exitCode === undefined) throw failureOf(command, result);
  return result.exitCode;
}

/** @param {string} command @param {unknown} error */
function failureOf(command, error) {
  if (!(error instanceof ExecaError)) return error;
  if (error.code === "ENOENT") return new CommandError(`\`${command}\` was not found`, "");
  return new CommandError(error.shortMessage, String(error.all ?? "").trimEnd());
}
