/** Every command and program of the README, run as a reader would who copies them. */
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { blocks, marked as markedIn, writeTogether } from "./blocks";
import { it } from "./fixtures";
import { shell } from "./shell";
import { succeed } from "./stack";

function marked(mark: string): Promise<string[]> {
  return markedIn("README.md", mark);
}

describe("the README", () => {
  it("says of every command and program whether it is run, and how", async () => {
    const unmarked = (await blocks("README.md")).filter(
      ({ language, mark = "" }) =>
        ["sh", "ts", "js"].includes(language) &&
        !/^(run: (shell|program|program beside dev-key|program on the plugin|node test)|run by \.ci\/run|not run: .+)$/.test(
          mark,
        ),
    );

    expect(unmarked).toEqual([]);
  });

  it("has commands that work in the order in which they stand", async ({ workspace, emulator }) => {
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
    const commands = (await marked("run: shell")).join("\n");

    const { exitCode, text } = await shell(commands, {
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
    const pairs = emulator.keyPairs();
    expect(pairs.map(({ regionId }) => regionId)).toEqual(["cn-hangzhou", "cn-beijing"]);
    expect(text).toContain(pairs[0]?.publicKey);
  });

  it("has programs that work, on both hosts, and leave what they do not own", async ({ open, emulator }) => {
    const legacy = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "legacy" });
    const instances = ["i-web1", "i-web2"].map((instanceId) =>
      emulator.addInstance({ regionId: "cn-hangzhou", instanceId }),
    );
    const onDynamic = await marked("run: program");
    const onPlugin = await marked("run: program on the plugin");
    const stack = await open({ plugin: true, project: "reader", file: "index.ts" });
    await writeTogether(stack, [...onDynamic, ...onPlugin]);

    await succeed(stack.up());
    const named = emulator.keyPairs().filter(({ keyPairName }) => keyPairName === "dev");
    const bound = emulator.instances().map(({ keyPairName }) => keyPairName?.replace(/-[0-9a-f]{7}$/u, ""));
    await succeed(stack.destroy());

    expect(onDynamic.length).toBeGreaterThan(4);
    expect(onPlugin).toHaveLength(1);
    expect(named.map(({ regionId }) => regionId).toSorted()).toEqual(["cn-beijing", "cn-hangzhou"]);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([legacy.publicKey]);
    expect(bound).toEqual(instances.map(() => "web"));
  });

  it("has a recipe for unit tests that works", async ({ open }) => {
    const [text = ""] = await marked("run: node test");
    const { folder } = await open({ file: "keys.test.js", program: text });

    const { exitCode, text: output } = await shell(`cd ${folder} && node --test keys.test.js`, {
      env: process.env,
    });

    expect(exitCode, output).toBe(0);
    expect(output).toContain("the deploy key has a team");
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
