// Keeps the changes in a file, so that a kill at any moment loses nothing that was answered.
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { lockFile } from "./fileLock";
import { changeKinds, snapshot, type Change, type StateStore } from "./state";

/** The changes on their way to the disk. */
export interface Journal {
  /** Notes a change; it is on the disk once {@link Journal.settled} is done. */
  readonly append: (change: Change) => void;
  /**
   * Waits until all changes so far are on the disk.
   *
   * @throws Error when the disk did not take them; then and for ever after
   */
  readonly settled: () => Promise<void>;
  /** Waits for the disk and lets go of the file. */
  readonly close: () => Promise<void>;
}

/** A journal for an emulator that keeps nothing. */
export const noJournal: Journal = {
  append() {
    // Nothing is kept.
  },
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Brings a state back from a file and opens the file for what follows.
 *
 * @throws Error when the file is another emulator's, or does not hold a state
 */
export async function openJournal(path: string, store: StateStore): Promise<Journal> {
  const lock = lockFile(`${path}.lock`);
  try {
    for (const change of readChanges(path)) store.apply(change);
    rewrite(path, snapshot(store.state));
    return await startWriting(path, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

const firstLine = JSON.stringify({ emulator: "ecs-key-pairs", version: 1 });

function readChanges(path: string): Change[] {
  const text = readIfThere(path);
  // A kill can cut the last line short; nothing of it was answered.
  const [head, ...lines] = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  if (text === "") return [];
  if (head !== firstLine) throw new Error(`${path} is not an emulator's data file.`);
  return lines.map((line, index) => {
    try {
      const change: unknown = JSON.parse(line);
      if (isChange(change)) return change;
    } catch (cause) {
      throw new Error(`${path} is damaged at line ${index + 2}.`, { cause });
    }
    throw new Error(`${path} holds an unknown change at line ${index + 2}.`);
  });
}

// Only an emulator writes this file, and its first line names the version, so the kind of change vouches for the rest.
function isChange(value: unknown): value is Change {
  const kind = typeof value === "object" && value !== null && "change" in value ? value.change : undefined;
  return typeof kind === "string" && kind in changeKinds;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** Puts a short file in the place of a long one; a kill leaves the one or the other. */
function rewrite(path: string, changes: readonly Change[]): void {
  const lines = [firstLine, ...changes.map((change) => JSON.stringify(change))];
  const file = openSync(`${path}.new`, "w", 0o600);
  writeFileSync(file, `${lines.join("\n")}\n`);
  fdatasyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
  keepRename(dirname(path));
}

function keepRename(folderPath: string): void {
  // Windows opens no folders, and keeps a rename without being asked.
  if (process.platform === "win32") return;
  const folder = openSync(folderPath, "r");
  fsyncSync(folder);
  closeSync(folder);
}

async function startWriting(path: string, release: () => void): Promise<Journal> {
  const file = await open(path, "a");
  let waiting: string[] = [];
  // Each write takes along all that gathered while the one before was on its way.
  let written = Promise.resolve();
  const writeGathered = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    await file.appendFile(lines.join(""));
    await file.datasync();
  };
  const settled = (): Promise<void> => {
    if (waiting.length > 0) written = written.then(writeGathered);
    return written;
  };
  return {
    append(change) {
      waiting.push(`${JSON.stringify(change)}\n`);
    },
    settled,
    async close() {
      try {
        await settled();
      } finally {
        await file.close();
        release();
      }
    },
  };
}
