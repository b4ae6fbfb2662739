// What a run of the tests leaves behind, and what a second one in the same checkout does.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { beforeEach, expect } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { asTestRun } from "../../../scripts/setup/testRun.mjs";
import { onPosix } from "../posix";
import { isRunning, test as base } from "./fixtures";

/** A run: its folder, and a process that it started at the head of a group of its own. */
interface Started {
  readonly run: ChildProcessByStdio<null, Readable, null>;
  readonly folder: string;
  readonly child: number;
}

interface Fixtures {
  readonly checkout: string;
  /** Starts a run of the checkout as a process of its own, which goes on until it is stopped. */
  readonly start: () => Promise<Started>;
}

const moduleUrl = (name: string): string =>
  JSON.stringify(pathToFileURL(join(root, "scripts", "setup", name)).href);

const program = `
import { spawn } from "node:child_process";
import { runInForeground } from ${moduleUrl("child.mjs")};
import { listenForSignals } from ${moduleUrl("signals.mjs")};
import { asTestRun } from ${moduleUrl("testRun.mjs")};
listenForSignals();
process.exitCode = await asTestRun(process.argv[2], async (folder) => {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn("sleep", ["600"], { env, detached: true, stdio: "ignore" });
  child.unref();
  console.log(folder + " " + child.pid);
  return await runInForeground("sleep", ["600"], { cwd: "/", env });
});
`;

const test = base.extend<Fixtures>({
  checkout: async ({ folder }, use) => {
    await use(folder);
  },
  start: async ({ file, checkout }, use) => {
    const runs: Started[] = [];
    await use(async () => {
      const script = await file("run.mjs", program);
      const run = spawn(process.execPath, [script, checkout], { stdio: ["ignore", "pipe", "ignore"] });
      const [line] = (await once(createInterface(run.stdout), "line")) as [string];
      const [folder = "", child = ""] = line.split(" ");
      const started = { run, folder, child: Number(child) };
      runs.push(started);
      return started;
    });
    for (const { run } of runs) run.kill("SIGKILL");
  },
});

beforeEach(({ skip }) => {
  onPosix("signals", skip);
});

test.for(["SIGINT", "SIGTERM"] as const)(
  "%s ends every process that the run has started and removes its folder",
  async (signal, { start }) => {
    const { run, folder, child } = await start();
    const exit = once(run, "exit");

    run.kill(signal);
    await exit;

    await expect.poll(() => isRunning(child)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  },
);

test("what a killed run has left is removed when the next one begins", async ({ start, checkout }) => {
  const { run, folder, child } = await start();
  const exit = once(run, "exit");
  run.kill("SIGKILL");
  await exit;
  const left = await isRunning(child);

  const result = await asTestRun(checkout, () => Promise.resolve("done"));

  expect([left, result]).toEqual([true, "done"]);
  await expect.poll(() => isRunning(child)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test("a second run in the same checkout says that the first is running", async ({ start, checkout }) => {
  const { run, folder } = await start();

  const second = asTestRun(checkout, () => Promise.resolve("done"));

  await expect(second).rejects.toThrow(
    `\`npm test\` is already running in this checkout (process ${run.pid}). Wait until it ends, or end it.`,
  );
  expect(existsSync(folder)).toBe(true);
});
