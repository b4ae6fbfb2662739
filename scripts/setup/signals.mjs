// Turns the signals that stop a process into one abort signal, so that clean-up can follow; uses only Node.js itself.
import { once } from "node:events";
import { constants } from "node:os";

const interruption = new AbortController();

/** Aborted when this process receives SIGINT, SIGTERM or SIGHUP. */
export const interrupted = interruption.signal;

/** @type {(signal: NodeJS.Signals) => void} */
let handle = (signal) => interruption.abort(new Interrupted(signal));

/** This process received a signal to stop. */
export class Interrupted extends Error {
  /** @override */
  name = "Interrupted";

  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Makes signals abort {@link interrupted} instead of ending this process. */
export function listenForSignals() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => handle(signal));
  }
}

/**
 * Passes signals to a handler while work is in progress.
 *
 * @template T
 * @param {(signal: NodeJS.Signals) => void} handler
 * @param {() => Promise<T>} work
 */
export async function withSignalsTo(handler, work) {
  const before = handle;
  handle = handler;
  try {
    return await work();
  } finally {
    handle = before;
  }
}

/**
 * Stops a process that was started `detached`, and the processes that it started.
 *
 * @param {{ pid?: number | undefined, exitCode: number | null, signalCode: NodeJS.Signals | null }
 *   & import("node:events").EventEmitter} leader
 * @param {number} [patienceMs] until it is killed
 */
export async function stopGroup(leader, patienceMs = 5_000) {
  const { pid } = leader;
  if (pid === undefined || leader.exitCode !== null || leader.signalCode !== null) return;
  const send = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // Nothing is left of the group.
    }
  };
  const exit = once(leader, "exit");
  send("SIGTERM");
  const patience = setTimeout(send, patienceMs, "SIGKILL");
  await exit;
  clearTimeout(patience);
  send("SIGKILL");
}
