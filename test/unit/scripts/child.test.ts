// Programs that are run to their end, and programs in the foreground.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { run } from "../../../scripts/setup/child.mjs";
import { root } from "../../../scripts/setup/places.mjs";
import { onPosix } from "../posix";
import { test as base } from "./fixtures";

const moduleUrl = (name: string): string =>
  JSON.stringify(pathToFileURL(join(root, "scripts", "setup", name)).href);

interface Fixtures {
  /** Starts a process that runs the given program in its foreground, in a group of its own. */
  readonly foreground: (program: string) => Promise<ChildProcessByStdio<Writable, Readable, null>>;
}

const test = base.extend<Fixtures>({
  foreground: async ({ file }, use) => {
    const started: ChildProcessByStdio<Writable, Readable, null>[] = [];
    await use(async (program) => {
      const inside = await file("inside.mjs", program);
      const outside = await file(
        "outside.mjs",
        `import { runInForeground } from ${moduleUrl("child.mjs")};
        import { listenForSignals } from ${moduleUrl("signals.mjs")};
        listenForSignals();
        const options = { cwd: process.cwd(), env: process.env, ownGroup: true };
        process.exitCode = await runInForeground(process.execPath, [${JSON.stringify(inside)}], options);`,
      );
      const child = spawn(process.execPath, [outside], { stdio: ["pipe", "pipe", "ignore"] });
      started.push(child);
      return child;
    });
    for (const child of started) child.kill("SIGKILL");
  },
});

test("a program's stdout is returned", async ({ env, skip }) => {
  onPosix("POSIX shell", skip);

  expect(await run("sh", ["-c", "echo out; echo err >&2"], { env })).toBe("out");
});

test("the error of a program that fails has its exit code and all that it printed", async ({ env, skip }) => {
  onPosix("POSIX shell", skip);

  await expect(run("sh", ["-c", "echo out; echo err >&2; exit 3"], { env })).rejects.toMatchObject({
    message: expect.stringContaining("exit code 3") as string,
    output: "out\nerr",
  });
});

test("a program that does not exist is an error that says so", async ({ env }) => {
  await expect(run("no-such-program", [], { env })).rejects.toThrow("`no-such-program` was not found");
});

test("a program that exceeds its time limit is stopped with the processes that it started", async ({
  env,
  skip,
}) => {
  onPosix("POSIX shell", skip);
  const running = run("sh", ["-c", "sleep 600 & wait"], { env, limitMs: 50 });

  await expect(running).rejects.toThrow("`sh` did not end within 0.05 s");
});

test("stdin, stdout and the exit code of a program in the foreground are handed through", async ({
  foreground,
}) => {
  const child = await foreground(`
    for await (const chunk of process.stdin) process.stdout.write("read: " + chunk);
    process.exitCode = 7;
  `);

  const exit = once(child, "exit");

  child.stdin.end("hello");

  expect(await text(child.stdout)).toBe("read: hello");
  expect(await exit).toEqual([7, null]);
});

test("a signal that arrives twice at once reaches the program in the foreground once", async ({
  foreground,
  skip,
}) => {
  onPosix("signals", skip);
  const child = await foreground(`
    let interrupts = 0;
    process.on("SIGINT", () => console.log("SIGINT", ++interrupts));
    process.on("SIGTERM", () => process.exit(10 + interrupts));
    process.stdin.resume();
    console.log("ready");
  `);
  const lines = createInterface(child.stdout);
  const exit = once(child, "exit");
  await once(lines, "line");

  child.kill("SIGINT");
  child.kill("SIGINT");
  const seen: unknown[] = await once(lines, "line");
  child.kill("SIGTERM");

  expect(seen).toEqual(["SIGINT 1"]);
  expect(await exit).toEqual([11, null]);
});

test("a program in the foreground that a signal ended gives 128 and the signal's number", async ({
  foreground,
  skip,
}) => {
  onPosix("signals", skip);
  const child = await foreground(`process.kill(process.pid, "SIGTERM"); process.stdin.resume();`);

  expect(await once(child, "exit")).toEqual([143, null]);
});
