import { defineConfig } from "vitest/config";

// Only `npm run test:browser` names a browser, so `npm test` needs none.
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
          },
        },
      ];

/** The lifecycle's table, which is the same for both hosts; the other files there start the dynamic host themselves. */
const onBothHosts = [
  "adopt",
  "check",
  "contradictions",
  "create",
  "delete",
  "denials",
  "fleet",
  "foreignPair",
  "inPlace",
  "keys",
  "read",
  "refreshIsEmpty",
  "strangeAnswers",
].map((name) => `test/lifecycle/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "lifecycle",
          include: ["test/lifecycle/**/*.test.ts"],
          globalSetup: ["test/installed.ts"],
          provide: { hostKind: "dynamic" },
          testTimeout: 120_000,
          maxConcurrency: 20,
        },
      },
      {
        test: {
          name: "plugin",
          include: [...onBothHosts, "test/plugin/**/*.test.ts"],
          globalSetup: ["test/installed.ts"],
          provide: { hostKind: "plugin" },
          testTimeout: 120_000,
          maxConcurrency: 20,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/installed.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      ...browser,
    ],
  },
});
