// Runs the emulator beside the demo and the benchmark.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { interrupted, stopChild } from "../setup/child.mjs";
import { root } from "../setup/places.mjs";
import { SetupError } from "../setup/progress.mjs";

/**
 * @typedef {{ url: string, ended: Promise<unknown>, stop: () => Promise<void> }} Emulator
 */

/**
 * Starts the emulator on a free port, and answers once it is ready.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [options] the emulator's own
 * @returns {Promise<Emulator>}
 */
export async function startEmulator(node, env, options = []) {
  interrupted.throwIfAborted();
  const program = join(root, "dist", "test", "emulator", "main.js");
  const child = spawn(node, [program, "--port", "0", ...options], { env, stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (words += text));
  const ended = once(child, "exit");
  const line = once(createInterface(child.stdout), "line");
  const limit = delay(30_000, undefined, { signal: interrupted, ref: false });
  const first = await Promise.race([line, ended, limit]).catch(() => undefined);
  const url = Array.isArray(first) ? first[0] : undefined;
  if (typeof url === "string" && URL.canParse(url)) return { url, ended, stop: () => stopChild(child) };
  await stopChild(child);
  interrupted.throwIfAborted();
  throw new SetupError(`the emulator has not told its URL:\n${words}`);
}
