// Keeps two emulators from writing the same file.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const heldHere = new Set<string>();

/**
 * Locks a file with a lock file next to it. The lock of a process that has ended is ignored.
 *
 * @throws Error if another emulator holds the lock
 */
export function lockFile(path: string): { readonly release: () => void } {
  const owner = String(process.pid);
  if (heldHere.has(path)) throw new Error(`Another emulator in this process uses this data file (${path}).`);
  try {
    writeFileSync(path, owner, { flag: "wx" });
  } catch (cause) {
    const holder = holderOf(path);
    if (holder !== undefined && isRunning(holder)) {
      const remedy = `Stop it or, if it is not an emulator, delete ${path}.`;
      throw new Error(`Process ${holder} is using this data file. ${remedy}`, { cause });
    }
    writeFileSync(path, owner);
  }
  heldHere.add(path);
  return {
    release() {
      heldHere.delete(path);
      rmSync(path, { force: true });
    },
  };
}

function holderOf(path: string): number | undefined {
  const pid = Number(readFileSync(path, "utf8"));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function isRunning(pid: number): boolean {
  // In containers, a killed emulator and the next one often have the same process id.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
