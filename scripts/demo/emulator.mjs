// Runs the emulator beside the demo and the benchmark.
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { root } from "../setup/places.mjs";
import { SetupError } from "../setup/progress.mjs";
import { interrupted, stopGroup } from "../setup/signals.mjs";

/** @typedef {{ url: string, ended: Promise<unknown>, stop: () => Promise<void> }} Emulator */

/**
 * Starts the emulator on a free port, and returns once it is ready.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [options] the emulator's own
 * @returns {Promise<Emulator>}
 */
export async function startEmulator(node, env, options = []) {
  interrupted.throwIfAborted();
  const args = [join(root, "dist", "cli", "main.js"), "emulator", "--port", "0", ...options];
  // Detached, so that Ctrl-C on a terminal stops it only when its stacks are done with it.
  const child = execa(node, args, {
    env,
    extendEnv: false,
    stdin: "ignore",
    buffer: { stdout: false },
    detached: true,
    reject: false,
  });
  const stop = () => stopGroup(child);
  interrupted.addEventListener("abort", stop);
  const [url] = await Promise.race([once(createInterface(child.stdout), "line"), child.then(() => [])]);
  interrupted.removeEventListener("abort", stop);
  interrupted.throwIfAborted();
  if (URL.canParse(url)) return { url, ended: child, stop };
  await stop();
  throw new SetupError(`the emulator has not started:\n${(await child).stderr}`);
}
