// One run of the tests: its temporary folder, and the processes that it leaves where it is interrupted.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SetupError } from "./progress.mjs";

/** @typedef {{ pid: number, folder: string }} TestRun */

/**
 * Does work with a temporary folder, as the only test run of a checkout. Afterwards the folder is gone, and so is every process
 * whose environment names it; what a run that was killed has left goes when the next one begins.
 *
 * @template T
 * @param {string} checkout with its npm packages installed
 * @param {(folder: string) => Promise<T>} work starts its processes with the folder in their environment, as TMPDIR
 * @returns {Promise<T>}
 */
export async function asTestRun(checkout, work) {
  const record = join(checkout, "node_modules", ".test-run.json");
  const folder = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-test-"));
  try {
    await begin(record, { pid: process.pid, folder });
    try {
      return await work(folder);
    } finally {
      await endProcessesOf(folder);
      await rm(record, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * @param {string} record
 * @param {TestRun} run
 */
async function begin(record, run) {
  try {
    await writeFile(record, JSON.stringify(run), { flag: "wx" });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    await removeKilledRun(record);
    await writeFile(record, JSON.stringify(run), { flag: "wx" });
  }
}

/**
 * @param {string} record
 * @throws SetupError where that run goes on
 */
async function removeKilledRun(record) {
  /** @type {TestRun} */
  const { pid, folder } = JSON.parse(await readFile(record, "utf8"));
  if ((await processes()).some((each) => each.pid === pid)) {
    throw new SetupError(
      `\`npm test\` is already running in this checkout (process ${pid}). Wait until it ends, or end it.`,
    );
  }
  await endProcessesOf(folder);
  await rm(folder, { recursive: true, force: true });
  await rm(record);
}

/**
 * Ends them without a warning: their state lies in the folder, which goes too.
 *
 * @param {string} folder
 */
async function endProcessesOf(folder) {
  // One of them may have started another meanwhile.
  for (let round = 0; round < 10; round += 1) {
    const left = (await processes()).filter(({ pid, text }) => pid !== process.pid && text.includes(folder));
    if (left.length === 0) return;
    for (const { pid } of left) kill(pid);
  }
}

/**
 * Every process that runs, its text its command line with its environment: an engine gives its plugins process groups of their own,
 * so that no group has all that a run has started.
 *
 * @returns {Promise<{ pid: number, text: string }[]>}
 */
async function processes() {
  const list = ["axeww", "-o", "pid=,stat=,args="];
  const { stdout } = await promisify(execFile)("ps", list, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state = "", text = ""] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // A container's first process may never take note of an end.
    return pid === undefined || state.startsWith("Z") ? [] : [{ pid: Number(pid), text }];
  });
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
