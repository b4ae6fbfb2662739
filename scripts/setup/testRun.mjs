// One run of the tests: its temporary folder, and the processes that an interrupted run leaves.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { withLock } from "./lock.mjs";
import { SetupError } from "./progress.mjs";

/**
 * Does work with a temporary folder, as the only test run of a checkout. Afterwards the folder is gone, and so is every process
 * whose environment names it; what a killed run has left is removed when the next one begins.
 *
 * @template T
 * @param {string} checkout
 * @param {(folder: string) => Promise<T>} work starts its processes with the folder in their environment, as TMPDIR
 */
export async function asTestRun(checkout, work) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-test-"));
  // Another user has to reach what is for it: Postgres refuses to run as root. The folders inside are still private.
  await chmod(folder, 0o711);
  const whole = async () => {
    try {
      return await work(folder);
    } finally {
      await remove(folder);
    }
  };
  try {
    return await withLock(join(checkout, ".cache", "test-run.lock"), whole, {
      folder,
      whenHeld({ pid }) {
        throw new SetupError(
          `\`npm test\` is already running in this checkout (process ${pid}). Wait until it ends, or end it.`,
        );
      },
      whenAbandoned: async (killed) => void (killed.folder && (await remove(killed.folder))),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Ends the processes that use a folder, without a warning, since their state is in the folder, and deletes it.
 *
 * @param {string} folder
 */
async function remove(folder) {
  // One of them may have started another meanwhile.
  for (let round = 0; round < 10; round += 1) {
    const pids = await processesWith(folder);
    if (pids.length === 0) break;
    for (const pid of pids) kill(pid);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * By command line and environment: an engine puts its plugins into process groups of their own, so no group has all of them.
 *
 * @param {string} folder
 */
async function processesWith(folder) {
  const { stdout } = await execa("ps", ["axeww", "-o", "pid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state = ""] = /^\s*(\d+)\s+(\S+)/.exec(line) ?? [];
    const other = line.includes(folder) && Number(pid) !== process.pid;
    // A container's first process may never reap a zombie.
    return other && !state.startsWith("Z") ? [Number(pid)] : [];
  });
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
