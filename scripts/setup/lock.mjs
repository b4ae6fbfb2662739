// Locks between processes: a file that names its holder; the lock of a process that is gone is taken over. Uses only Node.js itself.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { say } from "./progress.mjs";
import { interrupted } from "./signals.mjs";

/**
 * @typedef {{ pid: number, folder?: string }} Holder `folder` is what it leaves behind if it is killed
 * @typedef {object} LockOptions
 * @property {string} [folder] the holder's own
 * @property {(holder: Holder, file: string) => void} [whenHeld] called once; may throw instead of waiting
 * @property {(holder: Holder) => Promise<void>} [whenAbandoned] cleans up after a holder that was killed
 */

/** Locks that this process holds: another process with the same id may have left the file. */
const held = new Set();

/**
 * Waits until the lock is free, then does work while holding it.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 */
export async function withLock(file, work, options = {}) {
  await mkdir(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, id: randomUUID(), folder: options.folder });
  await acquire(file, mine, options);
  held.add(file);
  try {
    return await work();
  } finally {
    held.delete(file);
    if ((await contentOf(file)) === mine) await rm(file, { force: true });
  }
}

/**
 * Does work under the lock if it is needed, and still needed once this process holds the lock.
 *
 * @param {string} file
 * @param {() => Promise<boolean>} isNeeded
 * @param {() => Promise<void>} work
 */
export async function ifNeeded(file, isNeeded, work) {
  if (await isNeeded()) await withLock(file, async () => void ((await isNeeded()) && (await work())));
}

/** @param {string} file @param {string} mine @param {LockOptions} options */
async function acquire(file, mine, { whenHeld = sayWaiting, whenAbandoned = async () => undefined }) {
  let told = false;
  while (!(await create(file, mine))) {
    const content = await contentOf(file);
    if (content === undefined) continue;
    /** @type {Holder} */
    const holder = JSON.parse(content);
    if (!(await isHeld(file, holder))) {
      await whenAbandoned(holder);
      await takeAway(file, content);
      continue;
    }
    if (!told) whenHeld(holder, file);
    told = true;
    await delay(250, undefined, { signal: interrupted });
  }
}

/** @param {string} file @param {string} content */
async function create(file, content) {
  // A link makes the lock appear together with its content, so an empty one is never read.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes an abandoned lock, and no other: another process may have taken it over first.
 *
 * @param {string} file
 * @param {string} abandoned
 */
async function takeAway(file, abandoned) {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const content = await contentOf(aside);
  if (content !== undefined && content !== abandoned) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** @param {string} file */
async function contentOf(file) {
  return await readFile(file, "utf8").catch(() => undefined);
}

/** @param {string} file @param {Holder} holder */
async function isHeld(file, { pid }) {
  if (pid === process.pid) return held.has(file);
  // `ps` also tells a zombie, which a container's first process may never reap.
  const state = await promisify(execFile)("ps", ["-o", "stat=", "-p", String(pid)]).catch(() => undefined);
  return state !== undefined && !state.stdout.trim().startsWith("Z");
}

/** @type {NonNullable<LockOptions["whenHeld"]>} */
function sayWaiting({ pid }, file) {
  say(`  waiting for process ${pid}; delete ${file} if that process is not a set-up`);
}
