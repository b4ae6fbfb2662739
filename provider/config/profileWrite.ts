/** Writes fields of a profile back to the CLI's file: the only file of its user that the provider writes. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { setTimeout } from "node:timers/promises";
import { isJsonObject, type JsonObject } from "../rpc/json";

/**
 * Changes fields of one profile. Everything else in the file stays as it is, and so do its mode bits, its owner and a symbolic
 * link. A reader sees the old file or the new one.
 *
 * @param expected - fields that the profile must still have; otherwise somebody has signed in since, and nothing is written
 * @throws an error of the file system, with its code, if the file can't be written
 */
export async function writeProfile(
  file: string,
  name: string,
  changes: JsonObject,
  expected: JsonObject,
): Promise<void> {
  // The CLI's file may be a link into a folder of settings.
  const target = realpathSync(file);
  // The folder's permissions decide whether a file can be replaced, but its owner made this one read-only.
  if ((statSync(target).mode & 0o222) === 0) {
    throw Object.assign(new Error("read-only"), { code: "EACCES" });
  }
  await alone(target, () => {
    for (;;) {
      const before = readFileSync(target, "utf8");
      const after = changed(before, name, changes, expected);
      // The CLI takes no lock: what it has written in the meantime must not be lost.
      if (after === undefined || replaced(target, before, after)) {
        return;
      }
    }
  });
}

function changed(
  content: string,
  name: string,
  changes: JsonObject,
  expected: JsonObject,
): string | undefined {
  const value: unknown = JSON.parse(content.replace(/^\uFEFF/, ""));
  const profiles: unknown = isJsonObject(value) ? value["profiles"] : undefined;
  if (!isJsonObject(value) || !Array.isArray(profiles)) {
    return undefined;
  }
  const index = profiles.findIndex((each) => isJsonObject(each) && each["name"] === name);
  const profile: unknown = profiles[index];
  if (!isJsonObject(profile) || Object.entries(expected).some(([key, each]) => profile[key] !== each)) {
    return undefined;
  }
  // Indented as the CLI does it.
  return JSON.stringify({ ...value, profiles: profiles.with(index, { ...profile, ...changes }) }, null, "\t");
}

/** @returns false if the file no longer has the content that the new one was made from */
function replaced(target: string, before: string, after: string): boolean {
  const temporary = `${target}.${randomUUID()}`;
  try {
    const { mode, uid, gid } = statSync(target);
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      fchownSync(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
      writeFileSync(descriptor, after);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (readFileSync(target, "utf8") !== before) {
      return false;
    }
    renameSync(temporary, target);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A write takes milliseconds: a lock that stays for longer was left by a process that was killed. */
const abandonedAfterMs = 2_000;

/** Runs `write` while no other process of this package writes to the file. */
async function alone(target: string, write: () => void): Promise<void> {
  const lock = `${target}.lock`;
  const startedMs = performance.now();
  while (!takesLock(lock) && performance.now() - startedMs < abandonedAfterMs) {
    await setTimeout(20);
  }
  try {
    write();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @returns false if another process has the lock */
function takesLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}
