// One set-up at a time.
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { withLock } from "../../../scripts/setup/lock.mjs";
import { test } from "./fixtures";

test("the second holder begins after the first has ended", async ({ folder }) => {
  const file = join(folder, "locks", "engine");
  const events: string[] = [];
  const signals = new EventEmitter();
  const begun = once(signals, "begun");
  const finish = once(signals, "finish");
  const first = withLock(file, async () => {
    events.push("first begins");
    signals.emit("begun");
    await finish;
    events.push("first ends");
  });
  await begun;

  const second = withLock(file, async () => {
    events.push("second begins");
    return Promise.resolve();
  });
  signals.emit("finish");
  await Promise.all([first, second]);

  expect(events).toEqual(["first begins", "first ends", "second begins"]);
});

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

test("the lock of a holder that is dead is taken over", async ({ folder, file }) => {
  const dead = spawn("true");
  await once(dead, "exit");
  const path = await file("engine", JSON.stringify({ pid: dead.pid, host: hostname(), id: "dead" }));

  const content = await withLock(path, () => readFile(path, "utf8"));

  expect(JSON.parse(content)).toMatchObject({ pid: process.pid });
  expect(await readdir(folder)).toEqual([]);
});

test("a failure inside releases the lock and comes out", async ({ folder }) => {
  const file = join(folder, "engine");

  await expect(withLock(file, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");

  expect(await readdir(folder)).toEqual([]);
});
