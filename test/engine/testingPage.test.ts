/** docs/testing.md: a unit test with mocks, and a run against an emulator of one's own. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { marked } from "./blocks";
import { it, plugins } from "./projectFixtures";

const page = "docs/testing.md";

describe("docs/testing.md", () => {
  it("has a unit test that works", async ({ openProject, runIn }) => {
    const [text = ""] = await marked(page, "run: node test");
    const project = await openProject({ "Pulumi.yaml": `name: reader\nruntime: yaml\n${plugins}` });
    await writeFile(join(project.folder, "keys.test.js"), text);

    const output = await runIn(project, ["node --test keys.test.js"]);

    expect(output).toContain("the deploy key has a team");
  });

  it("has commands that create and destroy a stack against an emulator that they start and end", async ({
    openProject,
    runIn,
    emulator,
  }) => {
    const commands = await marked(page, "run: beside an emulator");
    const resources = "resources:\n  dev:\n    type: alicloud-keypair:KeyPair\n";
    const project = await openProject({
      "Pulumi.yaml": `name: reader\nruntime: yaml\n${plugins}${resources}`,
    });

    const output = await runIn(project, [...commands, 'wait "$emulator" || true']);

    expect(output).toMatch(/\+ 2 created[\s\S]*- 2 deleted/);
    expect(emulator.calls()).toEqual([]);
  });
});
