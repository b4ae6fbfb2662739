// Keeps two emulators from writing the same file.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const heldHere = new Set<string>();

/**
 * Takes a file by a lock file beside it; the lock of a process that has ended does not count.
 *
 * @throws Error when another emulator has it
 */
export function lockFile(path: string): { readonly release: () => void } {
  const owner = String(process.pid);
  if (heldHere.has(path))
    throw new Error(`Another emulator of this process keeps its state there (${path}).`);
  try {
    writeFileSync(path, owner, { flag: "wx" });
  } catch (cause) {
    const holder = holderOf(path);
    if (holder !== undefined && isRunning(holder)) {
      throw new Error(`Process ${holder} keeps its state there; if it is no emulator, delete ${path}.`, {
        cause,
      });
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
  // In containers a killed emulator and the next one often have the same id.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
