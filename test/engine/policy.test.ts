/** The example's policy pack on the real engine, over key pairs of both hosts. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { it as base } from "./fixtures";
import { succeed, type CommandResult, type Stack } from "./stack";

type Host = "dynamic" | "plugin";

interface Fixtures {
  /** The folder of the example, its packages beside it. */
  pack: string;
  /** Runs a command of the CLI under the policies. */
  under: (stack: Stack, stackName: string, command: readonly string[]) => Promise<CommandResult>;
}

const it = base.extend<Fixtures>({
  pack: async ({ workspace }, use) => {
    await mkdir(join(workspace.installed, "programs"), { recursive: true });
    const folder = await mkdtemp(join(workspace.installed, "programs", "policy-"));
    await cp("examples/policy", folder, {
      recursive: true,
      filter: (source) => !source.includes("node_modules"),
    });
    await mkdir(join(folder, "node_modules", "@pulumi"), { recursive: true });
    await symlink(resolve("node_modules/@pulumi/policy"), join(folder, "node_modules/@pulumi/policy"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  under: async ({ workspace, pack }, use) => {
    const bin = await starter(pack, workspace);
    const env = { PATH: `${bin}:${process.env["PATH"]}` };
    await use((stack, stackName, command) =>
      stack.run([...command, "--stack", stackName, "--policy-pack", pack], env),
    );
  },
});

/**
 * Has the pack started by a program on the PATH, as engines did before language hosts could start packs: the language host that is
 * built from source is an old one. It runs what a language host runs.
 *
 * @returns the folder to be put on the PATH
 */
async function starter(
  pack: string,
  { folder, installed }: { folder: string; installed: string },
): Promise<string> {
  const project = join(pack, "PulumiPolicy.yaml");
  const text = await readFile(project, "utf8");
  await writeFile(project, text.replace("runtime: nodejs", "runtime: started-by-hand"));
  const bin = join(folder, "bin");
  await mkdir(bin);
  const program = join(bin, "pulumi-analyzer-policy-started-by-hand");
  const entry = join(installed, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  await writeFile(program, `#!/bin/sh\nexec node "${entry}" "$@"\n`);
  await chmod(program, 0o755);
  return bin;
}

const classes: Record<Host, string> = {
  dynamic: 'require("pulumi-alicloud-keypair")',
  plugin: 'require("pulumi-alicloud-keypair/native")',
};

function program(host: Host, args: string): string {
  return `const alicloud = ${classes[host]};\nnew alicloud.KeyPair("dev", ${args});\n`;
}

const tags = 'tags: { team: "infra", purpose: "deploy" }';
const up = ["up", "--yes", "--skip-preview"];

/** In a stack of production a pair takes both a name that is made and a key of this machine. */
const allowed = `{ keySource: "local", ${tags} }`;

/** In production a pair without its tags, with a fixed name and a key of ECS is refused for each of these, and an allowed one passes. */
async function expectProduction(
  host: Host,
  stack: Stack,
  under: Fixtures["under"],
  emulator: Emulator,
): Promise<void> {
  await succeed(stack.run(["stack", "init", "prod"]));
  emulator.clearCalls();
  await stack.write(program(host, '{ keyPairName: "dev", tags: { team: "infra" } }'));
  const refused = await under(stack, "prod", up);
  expect(refused.exitCode).not.toBe(0);
  for (const reason of ["It lacks purpose.", "The program names it.", 'Set keySource: "local".']) {
    expect(refused.text).toContain(reason);
  }
  expect(emulator.calls()).toEqual([]);

  await stack.write(program(host, allowed));
  await succeed(under(stack, "prod", up));
  expect((await succeed(under(stack, "prod", up))).text).toContain("2 unchanged");
}

describe("the example's policies on the dynamic host", () => {
  it("refuse a pair without its tags, and in production a fixed name, one that is known only at up too, and a key of ECS", async ({
    open,
    under,
    emulator,
  }) => {
    const stack = await open({ program: program("dynamic", '{ tags: { team: "infra" } }') });
    const names = () => emulator.keyPairs().map(({ keyPairName }) => keyPairName);

    // A pair without its tags is refused at preview already.
    const untagged = await under(stack, "test", ["preview"]);
    expect(untagged.exitCode).not.toBe(0);
    expect(untagged.text).toContain("It lacks purpose.");

    // A fixed name and a key of ECS pass where the stack is not production's.
    await stack.write(program("dynamic", `{ keyPairName: "dev", ${tags} }`));
    await succeed(under(stack, "test", up));
    expect(names()).toEqual(["dev"]);

    await expectProduction("dynamic", stack, under, emulator);
    expect(names()).toEqual(["dev", expect.stringMatching(/^dev-[0-9a-f]{7}$/)]);

    // A name that is not known before up is judged then, and the preview says that it could not be.
    const first = program("dynamic", allowed).replace(
      'new alicloud.KeyPair("dev"',
      'const first = new alicloud.KeyPair("first"',
    );
    const keyPairName = 'first.keyPairName.apply((name) => name + "-second")';
    const second = `new alicloud.KeyPair("second", { keySource: "local", keyPairName: ${keyPairName}, ${tags} });\n`;
    await stack.write(`${first}${second}`);
    const preview = await succeed(under(stack, "prod", ["preview"]));
    expect(preview.text).toMatch(/can't run policy 'key-pair-generated-name'[\s\S]* during preview/);
    const refused = await under(stack, "prod", up);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("The program names it.");
    // Of `test`, of `prod` before, and the first of these two.
    expect(names()).toHaveLength(3);
  });
});

describe("the example's policies on the plugin", () => {
  it("refuse the same in production, and tell a name by the stack's autonaming from the program's own", async ({
    open,
    under,
    emulator,
  }) => {
    const stack = await open({ plugin: true });
    await expectProduction("plugin", stack, under, emulator);

    const pattern = ["config", "set", "--path", "pulumi:autonaming.pattern", "team-${name}-${alphanum(5)}"];
    await succeed(stack.run([...pattern, "--stack", "prod"]));
    const named = (args: string) => program("plugin", args).replace('"dev"', '"named"');
    await stack.write(named(allowed));
    await succeed(under(stack, "prod", up));
    const again = await succeed(under(stack, "prod", up));
    const names = emulator.keyPairs().map(({ keyPairName }) => keyPairName);
    const name = names.find((each) => each.startsWith("team-named-")) ?? "";
    expect(again.text).toContain("2 unchanged");
    expect(name).toMatch(/^team-named-[a-z0-9]{5}$/);

    await stack.write(named(`{ keySource: "local", keyPairName: "${name}", ${tags} }`));
    const refused = await under(stack, "prod", up);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("The program names it.");
  });
});
