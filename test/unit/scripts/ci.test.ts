// The run that CI makes: each step whatever became of the one before, and the counts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { test as base } from "./fixtures";

/** How a run ended. */
interface Run {
  readonly code: unknown;
  readonly lastLine: string | undefined;
}

interface Fixtures {
  /** Runs the CI script in a checkout whose `npm` answers as told. */
  readonly ci: (answers: { demo?: number; check?: number; test?: string; browser?: boolean }) => Promise<Run>;
}

const report = (passed: number, failed: number, testResults: object[] = []) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });

const test = base.extend<Fixtures>({
  ci: async ({ env, file, program }, use) => {
    const script = await file(".ci/run", await readFile(join(root, ".ci", "run"), "utf8"), 0o755);
    await program("node", `exec ${process.execPath} "$@"`);
    await use(
      async ({ demo = 0, check = 0, test: tests = `echo '${report(3, 0)}' > "$out"`, browser = false }) => {
        await file(
          "package.json",
          JSON.stringify({ scripts: browser ? { "test:browser": "a browser" } : {} }),
        );
        await program(
          "npm",
          `case "$*" in
          "run demo"*) exit ${demo};;
          "run check") exit ${check};;
          "test -- "* | "run test:browser -- "*) for arg; do case "$arg" in --outputFile.json=*) out=\${arg#*=};; esac; done
            ${tests};;
        esac`,
        );
        const child = spawn("bash", [script], { env, stdio: ["ignore", "pipe", "ignore"] });
        const exit = once(child, "exit");
        const stdout = await text(child.stdout);
        const ended: unknown[] = await exit;
        return { code: ended[0], lastLine: stdout.split("\n").at(-2) };
      },
    );
  },
});

test("vitest's tests and each other step are counted", async ({ ci }) => {
  expect(await ci({})).toMatchObject({ code: 0, lastLine: "5 passed, 0 failed" });
});

test("a step that fails does not keep the next ones from running", async ({ ci }) => {
  const run = await ci({ demo: 1, check: 2 });

  expect(run).toMatchObject({ code: 1, lastLine: "3 passed, 2 failed" });
});

test("failed tests are counted one by one", async ({ ci }) => {
  const run = await ci({ test: `echo '${report(7, 2)}' > "$out"; exit 1` });

  expect(run).toMatchObject({ code: 1, lastLine: "9 passed, 2 failed" });
});

test("a test file that cannot be loaded is a failure", async ({ ci }) => {
  const unloaded = report(7, 1, [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
  ]);

  expect(await ci({ test: `echo '${unloaded}' > "$out"; exit 1` })).toMatchObject({
    lastLine: "9 passed, 2 failed",
  });
});

test("tests that fail without a failed test, or leave no report, are a failure", async ({ ci }) => {
  expect(await ci({ test: `echo '${report(7, 0)}' > "$out"; exit 1` })).toMatchObject({
    lastLine: "9 passed, 1 failed",
  });
  expect(await ci({ test: "exit 1" })).toMatchObject({ code: 1, lastLine: "2 passed, 1 failed" });
  expect(await ci({ test: "exit 0" })).toMatchObject({ code: 1, lastLine: "2 passed, 1 failed" });
});

test("the tests in a browser run where there are any", async ({ ci }) => {
  expect(await ci({ browser: true })).toMatchObject({ code: 0, lastLine: "8 passed, 0 failed" });
});
