// Runs other programs: to their end with their output kept, or in the foreground with signals handed on.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** @type {NodeJS.Signals[]} */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

const interruption = new AbortController();

/** @type {(signal: NodeJS.Signals) => void} */
let handleSignal = (signal) => {
  interruption.abort(new Interrupted(signal));
};

/** This program was told to stop. */
export class Interrupted extends Error {
  /** @override */
  name = "Interrupted";

  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = exitCodeOf(null, signal);
  }
}

/** A program that could not be started, or that ended with a failure; `output` is all that it printed. */
export class CommandError extends Error {
  /** @override */
  name = "CommandError";

  /**
   * @param {string} commandLine
   * @param {string} ending
   * @param {string} output
   * @param {ErrorOptions} [options]
   */
  constructor(commandLine, ending, output, options) {
    super(`\`${commandLine}\` ${ending}`, options);
    this.output = output;
  }
}

/** Aborted once this program is told to stop. */
export const interrupted = interruption.signal;

/** From now on SIGINT, SIGTERM and SIGHUP stop what is running, so that clean-up can follow. */
export function listenForSignals() {
  for (const signal of stopSignals) process.on(signal, () => handleSignal(signal));
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] stops the program; its reason becomes the error
 * @property {boolean} [ownGroup] stop whatever the program has started too
 */

/**
 * Runs a program to its end, without stdin.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it printed on stdout
 */
export async function run(command, args, options = {}) {
  const { cwd, env, ownGroup = false } = options;
  const signal = AbortSignal.any(options.signal ? [interrupted, options.signal] : [interrupted]);
  signal.throwIfAborted();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: ownGroup });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
  const stop = () => void stopChild(child, ownGroup);
  signal.addEventListener("abort", stop, { once: true });
  const commandLine = [command, ...args].join(" ");
  try {
    const { code, signal: endedBy } = await ending(child, commandLine);
    signal.throwIfAborted();
    if (code === 0) return stdout;
    throw new CommandError(
      commandLine,
      endedBy === null ? `ended with exit code ${code}` : `was ended by ${endedBy}`,
      output,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * Runs a program in the foreground: its stdin, stdout and stderr are ours, and so is its exit code.
 *
 * A terminal sends ^C to everything in the foreground, and npm then repeats it to its script. The Pulumi engine takes a
 * second SIGINT for "stop at once" and loses what it was creating; so a program that must get each signal once is kept
 * in its own group (`ownGroup`) where no terminal is attached, and is left to the terminal where one is.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, ownGroup?: boolean }} options
 * @returns {Promise<number>} the exit code, 128 + n for a program that signal n ended
 */
export async function runInForeground(command, args, { cwd, env, ownGroup = false }) {
  interrupted.throwIfAborted();
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const child = spawn(command, args, { cwd, env, stdio: "inherit", detached: ownGroup && !onTerminal });
  /** @type {Map<NodeJS.Signals, number>} */
  const sentAtMs = new Map();
  const abort = handleSignal;
  handleSignal = (signal) => {
    if (signal === "SIGINT" && onTerminal) return;
    const nowMs = performance.now();
    if (nowMs - (sentAtMs.get(signal) ?? -Infinity) < 500) return;
    sentAtMs.set(signal, nowMs);
    child.kill(signal);
  };
  try {
    const { code, signal } = await ending(child, command);
    return exitCodeOf(code, signal);
  } finally {
    handleSignal = abort;
  }
}

/**
 * Stops a program that {@link run} did not start; harmless when it has ended.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {boolean} [group]
 */
export async function stopChild(child, group = false) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const target = group ? -child.pid : child.pid;
  const exit = once(child, "exit");
  send(target, "SIGTERM");
  const patience = setTimeout(() => send(target, "SIGKILL"), 5_000);
  await exit;
  clearTimeout(patience);
}

/**
 * @param {number} target
 * @param {NodeJS.Signals} signal
 */
function send(target, signal) {
  try {
    process.kill(target, signal);
  } catch {
    // It has just ended.
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} commandLine
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
async function ending(child, commandLine) {
  const closed = once(child, "close");
  closed.catch(() => undefined);
  try {
    const [code, signal] = await once(child, "exit");
    // What it left running may hold its pipes open; what it printed itself has arrived long before.
    await Promise.race([closed, delay(2_000, undefined, { ref: false })]);
    return { code, signal };
  } catch (cause) {
    const reason = /** @type {NodeJS.ErrnoException} */ (cause);
    const problem = reason.code === "ENOENT" ? "was not found" : `could not be started: ${reason.message}`;
    throw new CommandError(commandLine, problem, "", { cause });
  }
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCodeOf(code, signal) {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}
