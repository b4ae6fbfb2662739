// Stores changes in a file, so that a kill at any moment loses nothing that a response confirmed.
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

/** Writes changes to disk. */
export interface Journal {
  /** Records a change; it is on disk once {@link Journal.settled} resolves. */
  readonly append: (change: Change) => void;
  /**
   * Waits until all changes so far are on disk.
   *
   * @throws Error if a write failed, from then on at every call
   */
  readonly settled: () => Promise<void>;
  /** Waits for pending writes and releases the file. */
  readonly close: () => Promise<void>;
}

/** The journal of an emulator that stores nothing. */
export const noJournal: Journal = {
  append() {
    // Nothing is stored.
  },
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Restores a state from a file and opens the file for further changes.
 *
 * @throws Error if another emulator uses the file, or if it does not hold a state
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
  // A kill can cut the last line short; no response confirmed that change.
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

// Only an emulator writes this file, and its first line names the version, so checking the kind of change is enough.
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

/** Replaces a long file with a short one; a kill leaves one or the other. */
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
  // Windows can't open folders, and keeps a rename without a sync.
  if (process.platform === "win32") return;
  const folder = openSync(folderPath, "r");
  fsyncSync(folder);
  closeSync(folder);
}

async function startWriting(path: string, release: () => void): Promise<Journal> {
  const file = await open(path, "a");
  let queued: string[] = [];
  // Each write includes everything that was queued during the previous one.
  let written = Promise.resolve();
  const writeQueued = async (): Promise<void> => {
    if (queued.length === 0) return;
    const lines = queued;
    queued = [];
    await file.appendFile(lines.join(""));
    await file.datasync();
  };
  const settled = (): Promise<void> => {
    if (queued.length > 0) written = written.then(writeQueued);
    return written;
  };
  return {
    append(change) {
      queued.push(`${JSON.stringify(change)}\n`);
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
