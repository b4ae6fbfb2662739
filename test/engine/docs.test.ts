/** Every command and program of the pages under docs/ that have no test of their own, run as a reader would who copies them. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { blocks, marked, parts, writeTogether } from "./blocks";
import { runByProgram, withPlugin } from "./goPrograms";
import { it, plugins, type Project } from "./projectFixtures";
import { succeed } from "./stack";

const emptyProject = `name: reader\nruntime: yaml\n${plugins}`;

/** The project that a program of each language belongs to. */
const projects = {
  YAML: (text: string): Project => ({ "Pulumi.yaml": text }),
  Python: (text: string): Project => ({
    "Pulumi.yaml": "name: reader\nruntime: python\n",
    "__main__.py": text,
  }),
  Go: (text: string): Project => ({ "Pulumi.yaml": "name: reader\nruntime: go\n", "main.go": text }),
} as const;

const testedElsewhere = [
  "automation-api.md",
  "lookups.md",
  "pipelines.md",
  "rotation.md",
  "using-the-key.md",
];

async function pages(): Promise<string[]> {
  return (await readdir("docs"))
    .filter((file) => file.endsWith(".md") && !testedElsewhere.includes(file))
    .map((file) => join("docs", file));
}

/** The blocks of all pages that are marked so. */
async function ofAllPages(mark: string): Promise<string[]> {
  return (await Promise.all((await pages()).map((page) => marked(page, mark)))).flat();
}

describe("the pages under docs/", () => {
  it("say of every block of code whether it is run, and how", async () => {
    const all = (await Promise.all((await pages()).map(blocks))).flat();

    const unmarked = all.filter(
      ({ mark = "" }) =>
        !/^(run: ((before|after) the move( back)?|move|import|orphans|program( on the plugin)?|node test|beside an emulator|(YAML|Python|Go) project|in a YAML project( without plugins)?|conformance( policy)?)|parts? of \S+|not run: .+)$/.test(
          mark,
        ),
    );

    expect(all.length).toBeGreaterThan(15);
    expect(unmarked).toEqual([]);
  });

  it("show parts of files as they are in them", async () => {
    const found = (await Promise.all((await pages()).map(parts))).flat();

    expect(found).not.toEqual([]);
    for (const { file, text } of found) {
      expect(await readFile(file, "utf8")).toContain(text);
    }
  });

  it("have programs on both hosts that work, and leave what they do not own", async ({ open, emulator }) => {
    await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });
    const legacy = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "legacy" });
    for (const instanceId of ["i-web1", "i-web2", "i-batch1", "i-batch2", "i-batch3"]) {
      emulator.addInstance({ regionId: "cn-hangzhou", instanceId });
    }
    const programs = [
      ...(await ofAllPages("run: program")),
      ...(await ofAllPages("run: program on the plugin")),
    ];

    const stack = await open({ plugin: true, project: "reader", file: "index.ts" });
    await writeTogether(stack, programs);

    await succeed(stack.up());
    await succeed(stack.run(["preview", "--expect-no-changes"]));
    await succeed(stack.destroy());

    expect(programs.length).toBeGreaterThan(3);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([legacy.publicKey]);
    expect(emulator.instances().map(({ keyPairName }) => keyPairName)).toEqual(Array(5).fill(undefined));
  });

  it.for(["YAML", "Python", "Go"] as const)(
    "have projects in %s that work",
    async (language, { openProject, workspace, emulator }) => {
      const texts = await ofAllPages(`run: ${language} project`);

      for (const text of texts) {
        const stack = await openProject(projects[language](text));
        const running = language === "Go" ? await runByProgram(stack, withPlugin(workspace), text) : stack;
        await succeed(running.up());
        expect(emulator.keyPairs()).toHaveLength(1);
        await succeed(stack.destroy());
      }

      expect(texts).not.toEqual([]);
      expect(emulator.keyPairs()).toEqual([]);
    },
  );

  it("have commands that work in a project in YAML", async ({ openProject, runIn }) => {
    const example = await readFile("examples/dev-key-yaml/Pulumi.yaml", "utf8");
    const named = await openProject({ "Pulumi.yaml": example });
    await runIn(named, await ofAllPages("run: in a YAML project"));
    const unnamed = await openProject({
      "Pulumi.yaml": example.replace(plugins, "").replace("name: dev-key-yaml", "name: unnamed"),
    });

    const text = await runIn(unnamed, await ofAllPages("run: in a YAML project without plugins"));

    const schema = JSON.parse(await readFile(join(named.folder, "schema.json"), "utf8")) as object;
    expect(schema).toHaveProperty("name", "alicloud-keypair");
    expect(schema).toHaveProperty(["resources", "alicloud-keypair:index:KeyPair"]);
    expect(text).toContain("using pulumi-resource-alicloud-keypair from $PATH");
  });
});

describe("docs/import.md", () => {
  it("has commands that take pairs into the stack", async ({ openProject, runIn, emulator }) => {
    const NAME = { keyPairName: "NAME" };
    await emulator.putKeyPair({ ...NAME, regionId: "cn-hangzhou" });
    await emulator.putKeyPair({ ...NAME, regionId: "cn-beijing" });
    const stack = await openProject({ "Pulumi.yaml": emptyProject });

    const text = await runIn(stack, await marked("docs/import.md", "run: import"));

    const regions = (await stack.keyPairs()).map(({ outputs }) => outputs?.["regionId"]);
    expect(regions.toSorted()).toEqual(["cn-beijing", "cn-hangzhou"]);
    expect(text).toMatch(/type: alicloud-keypair:KeyPair[\s\S]*protect: true/);
  });
});

describe("docs/moving-to-the-plugin.md", () => {
  const page = "docs/moving-to-the-plugin.md";

  it("moves a stack to the plugin and back: same pair, region and private key, nothing replaced", async ({
    open,
    runIn,
    emulator,
  }) => {
    const [before = "", after = "", back = ""] = await Promise.all(
      ["run: before the move", "run: after the move", "run: after the move back"].map(async (mark) => {
        const [text] = await marked(page, mark);
        return text;
      }),
    );
    const [config = "", ...rest] = await marked(page, "run: move");
    const stack = await open({ plugin: true, project: "reader", file: "index.ts", program: before });
    await stack.setConfig("alicloud:region", "cn-beijing");
    await succeed(stack.up());
    const made = await stack.outputs();
    emulator.clearCalls();

    await stack.write(after);
    const moved = await runIn(stack, [config, ...rest]);
    const movedOutputs = await stack.outputs();
    const [onPlugin] = await stack.keyPairs();
    await stack.write(back);
    const movedBack = await runIn(stack, rest);
    const calls = emulator.calls();
    const [onDynamic] = await stack.keyPairs();
    await stack.write(before);
    await succeed(stack.run(["preview", "--expect-no-changes"]));
    const regions = emulator.keyPairs().map(({ regionId }) => regionId);
    await succeed(stack.destroy());

    expect(`${moved}${movedBack}`).not.toMatch(/replace|create|delete/);
    expect([movedOutputs, await stack.outputs()]).toEqual([made, {}]);
    expect(onPlugin?.type).toBe("alicloud-keypair:index:KeyPair");
    expect(onDynamic?.type).toBe("pulumi-nodejs:dynamic/alicloud:KeyPair");
    expect(calls).toEqual([]);
    expect(regions).toEqual(["cn-beijing"]);
    expect(emulator.keyPairs()).toEqual([]);
  });
});
