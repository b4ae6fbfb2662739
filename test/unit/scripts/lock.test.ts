// One holder of a lock at a time.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { withLock } from "../../../scripts/setup/lock.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { test } from "./fixtures";

const lockModule = pathToFileURL(join(root, "scripts", "setup", "lock.mjs")).href;

test("many holders never overlap and leave nothing behind", async ({ folder }) => {
  const file = join(folder, "engine");
  let inside = 0;
  let most = 0;
  const hold = () =>
    withLock(file, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await readdir(folder);
      inside -= 1;
    });

  await Promise.all(Array.from({ length: 5 }, hold));

  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("the lock of a process that is gone is taken over after a clean-up", async ({ folder, file }) => {
  const dead = spawn(process.execPath, ["--version"]);
  await once(dead, "exit");
  const cleanedUp: unknown[] = [];
  const path = await file("engine", JSON.stringify({ pid: dead.pid, id: "dead" }));

  const content = await withLock(path, () => readFile(path, "utf8"), {
    whenAbandoned: (holder) => Promise.resolve(void cleanedUp.push(holder.pid)),
  });

  expect(JSON.parse(content)).toMatchObject({ pid: process.pid });
  expect(cleanedUp).toEqual([dead.pid]);
  expect(await readdir(folder)).toEqual([]);
});

test("the lock of another process that had this one's id is taken over", async ({ file }) => {
  const path = await file("engine", JSON.stringify({ pid: process.pid, id: "before a restart" }));

  expect(await withLock(path, () => Promise.resolve("done"))).toBe("done");
});

test("many processes that find an abandoned lock take it over one after the other", async ({
  file,
  folder,
}) => {
  const dead = spawn(process.execPath, ["--version"]);
  await once(dead, "exit");
  const path = await file("engine", JSON.stringify({ pid: dead.pid, id: "dead" }));
  const script = await file(
    "hold.mjs",
    `import { appendFile } from "node:fs/promises";
    import { withLock } from ${JSON.stringify(lockModule)};
    const [, , lock, notes] = process.argv;
    await withLock(lock, async () => { await appendFile(notes, "["); await appendFile(notes, "]"); });`,
  );
  const notes = join(folder, "notes");

  const holders = Array.from({ length: 4 }, () => spawn(process.execPath, [script, path, notes]));
  const codes = await Promise.all(holders.map(async (holder) => (await once(holder, "exit"))[0] as unknown));

  expect(codes).toEqual([0, 0, 0, 0]);
  expect(await readFile(notes, "utf8")).toBe("[][][][]");
});

test("a failure inside releases the lock and comes out", async ({ folder }) => {
  const file = join(folder, "engine");

  await expect(withLock(file, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");

  expect(await readdir(folder)).toEqual([]);
});
