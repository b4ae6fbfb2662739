/** Every command and program of README.md, and of CONTRIBUTING.md beside it, run as a reader would who copies them. */
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { blocks, marked as markedIn, parts } from "./blocks";
import { it } from "./fixtures";
import { shell } from "./shell";
import { succeed } from "./stack";

function marked(mark: string): Promise<string[]> {
  return markedIn("README.md", mark);
}

/** Names no plugin: Pulumi takes the installed one. */
const yaml = "name: yaml\nruntime: yaml\nresources:\n  deploy:\n    type: alicloud-keypair:KeyPair\n";

describe("the README", () => {
  it.for(["README.md", "CONTRIBUTING.md"])(
    "says of every command and program whether it is run, and how: %s",
    async (page) => {
      const unmarked = (await blocks(page)).filter(
        ({ language, mark = "" }) =>
          language !== "text" &&
          !/^(run: (shell|program beside dev-key)|parts? of \S+|run by \.ci\/run|not run: .+)$/.test(mark),
      );

      expect(unmarked).toEqual([]);
    },
  );

  it("shows parts of examples as they are in them", async () => {
    const found = await parts("README.md");

    expect(found.length).toBeGreaterThan(3);
    for (const { file, text } of found) {
      expect(await readFile(file, "utf8")).toContain(text.trimEnd());
    }
  });

  it("has commands that work in the order in which they stand, and install the plugin for a program in YAML", async ({
    workspace,
    emulator,
  }) => {
    const checkout = join(workspace.folder, "pulumi-alicloud-keypair");
    await mkdir(checkout);
    // The checkout as it is now, save for its packages, which are too many to copy.
    const files = [
      "cli",
      "emulator",
      "dist",
      "examples",
      "provider",
      "scripts",
      "sdk",
      "test",
      "package.json",
      "package-lock.json",
    ];
    for (const name of [
      ...files,
      "tsconfig.json",
      "tsconfig.build.json",
      "tsconfig.native.json",
      "index.cjs",
      "PulumiPlugin.yaml",
      "pulumi-resource-alicloud-keypair",
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
    ]) {
      await cp(name, join(checkout, name), { recursive: true, preserveTimestamps: true });
    }
    await symlink(join(process.cwd(), "node_modules"), join(checkout, "node_modules"));
    await mkdir(join(workspace.folder, "yaml"));
    await writeFile(join(workspace.folder, "yaml", "Pulumi.yaml"), yaml);
    const commands = [
      ...(await marked("run: shell")),
      "cd ~/yaml && pulumi stack init dev && pulumi up --yes",
    ];

    const { exitCode, text } = await shell(commands.join("\n"), {
      env: {
        // npm needs what this machine sets to reach its registry.
        ...process.env,
        ...workspace.env,
        HOME: workspace.folder,
        PULUMI_BACKEND_URL: `file://${join(workspace.folder, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "correct horse",
        // As at a reader's, nothing of the tests is loaded into Node.js, and types are checked.
        NODE_OPTIONS: "",
        PULUMI_NODEJS_TRANSPILE_ONLY: "",
        npm_config_prefer_offline: "true",
        npm_config_audit: "false",
      },
    });

    expect(exitCode, text).toBe(0);
    const [first, second, ...others] = emulator.keyPairs();
    expect([first?.keyPairName, others]).toEqual(["dev", []]);
    expect(second?.keyPairName).toMatch(/^deploy-[0-9a-f]{7}$/);
    expect(text).toContain(first?.publicKey);
  });

  it("has programs that work beside the stack that its commands make", async ({ open, emulator }) => {
    const example = await readFile("examples/dev-key/index.ts", "utf8");
    const keys = await open({ project: "dev-key", file: "index.ts", program: example });
    await succeed(keys.run(["stack", "init", "dev"]));
    await succeed(keys.run(["up", "--yes", "--skip-preview", "--stack", "dev"]));
    const programs = await marked("run: program beside dev-key");

    for (const [index, text] of programs.entries()) {
      const stack = await open({ project: `reader-${index}`, file: "index.ts", program: text });
      await succeed(stack.up());
      expect((await stack.outputs())["keyPairName"]).toBe(emulator.keyPairs()[0]?.keyPairName);
    }

    expect(programs).not.toEqual([]);
  });
});
