// Lets one set-up at a time do a piece of work; the lock of one that was killed is taken over.
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { interrupted } from "./child.mjs";
import { say } from "./progress.mjs";

const beatMs = 5_000;
const staleAfterMs = 60_000;

/**
 * Does work while holding the lock file; waits for another holder for as long as it lives.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  await acquire(file, mine);
  const beat = setInterval(() => utimes(file, new Date(), new Date()).catch(() => undefined), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await contentOf(file)) === mine) await rm(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
async function acquire(file, mine) {
  let told = false;
  let beatenAtMs = performance.now();
  let lastBeat = 0;
  while (!(await create(file, mine))) {
    const held = await contentOf(file);
    if (held === undefined) continue;
    // The holder's clock may not be ours (a shared home folder): only whether it goes on matters.
    const beat = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
    if (beat !== lastBeat) beatenAtMs = performance.now();
    lastBeat = beat;
    if (isDead(held) || performance.now() - beatenAtMs > staleAfterMs) {
      await takeAway(file, held);
      continue;
    }
    if (!told) say(`  waiting for another set-up that is at it (${nameOf(held)})`);
    told = true;
    await delay(250, undefined, { signal: interrupted });
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
async function create(file, mine) {
  // Linking makes the name appear with its content: an empty lock is never seen.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, mine);
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
 * Removes a dead holder's lock, and nobody else's: another waiter may have been quicker and hold it by now.
 *
 * @param {string} file
 * @param {string} dead
 */
async function takeAway(file, dead) {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) !== dead) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** @param {string} file */
async function contentOf(file) {
  return await readFile(file, "utf8").catch(() => undefined);
}

/** @param {string} held */
function nameOf(held) {
  try {
    const { pid, host } = JSON.parse(held);
    return `process ${pid} on ${host}`;
  } catch {
    return "unknown";
  }
}

/** @param {string} held */
function isDead(held) {
  try {
    const { pid, host } = JSON.parse(held);
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}
