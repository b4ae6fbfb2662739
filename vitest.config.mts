import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { EngineBesideHosts } from "./test/sequencer.mjs";

/** A worker is idle while `pulumi` runs, or a host waits: it takes three to keep two cores busy. */
const maxWorkers = Math.max(3, availableParallelism() - 1);

/** The lifecycle's table, which is the same for both hosts; the other files there start the dynamic host themselves. */
const onBothHosts = [
  "adopt",
  "attachment",
  "attachmentFaults",
  "attachmentRestart",
  "authorizedKey",
  "check",
  "contradictions",
  "create",
  "delete",
  "denials",
  "fleet",
  "foreignPair",
  "inPlace",
  "keys",
  "lockOut",
  "lookups",
  "moves",
  "owner",
  "read",
  "refreshIsEmpty",
  "strangeAnswers",
].map((name) => `test/lifecycle/${name}.test.ts`);

/** Only `npm run test:browser` names a browser, so `npm test` needs none. */
const browser =
  process.env["PULUMI_ALICLOUD_KEYPAIR_CHROMIUM"] === undefined
    ? []
    : [
        {
          test: {
            name: "browser",
            include: ["test/browser/**/*.test.ts"],
            testTimeout: 60_000,
            hookTimeout: 60_000,
            // The page asks once a second, on a machine that may be busy.
            expect: { poll: { timeout: 20_000 } },
          },
        },
      ];

/** What the projects of hosts and engine share: the installation, and their turn after the unit tests. */
const installed = {
  globalSetup: ["test/installed.ts"],
  sequence: { groupOrder: 1 },
  maxWorkers,
  // Concurrent tests have an emulator and a host each, and wait for most of their time.
  maxConcurrency: 20,
};

/** Files share a process: loading every module again for each file took as long as the tests. */
const unit = {
  name: "unit",
  include: ["test/unit/**/*.test.ts"],
  maxWorkers,
  isolate: false,
  testTimeout: 60_000,
};

export default defineConfig({
  test: {
    sequence: { sequencer: EngineBesideHosts },
    projects: [
      { test: unit },
      {
        test: {
          ...installed,
          name: "lifecycle",
          include: ["test/lifecycle/**/*.test.ts"],
          provide: { hostKind: "dynamic" },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...installed,
          name: "plugin",
          include: [...onBothHosts, "test/plugin/**/*.test.ts"],
          provide: { hostKind: "plugin" },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...installed,
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      ...browser,
    ],
  },
});
