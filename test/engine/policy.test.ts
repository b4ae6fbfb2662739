/** The example's policy pack on the real engine, over key pairs of both hosts. */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect } from "vitest";
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

describe.each(["dynamic", "plugin"] as const)("the example's policies, on the %s host", (host) => {
  it("refuse a key pair without its tags, before it is made", async ({ open, under, emulator }) => {
    const stack = await open({
      plugin: host === "plugin",
      program: program(host, '{ tags: { team: "infra" } }'),
    });

    const preview = await under(stack, "test", ["preview"]);
    const refused = await under(stack, "test", up);

    expect([preview.exitCode, refused.exitCode]).not.toContain(0);
    expect(preview.text).toContain("It lacks purpose.");
    expect(refused.text).toContain("It lacks purpose.");
    expect(emulator.calls()).toEqual([]);
  });

  it("let a fixed name and a key of ECS pass where the stack is not production's", async ({
    open,
    under,
    emulator,
  }) => {
    const stack = await open({
      plugin: host === "plugin",
      program: program(host, `{ keyPairName: "dev", ${tags} }`),
    });

    await succeed(under(stack, "test", up));

    expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual(["dev"]);
  });

  it("refuse a fixed name and a key of ECS in production, and let a generated name and a local key pass, at each up", async ({
    open,
    under,
    emulator,
  }) => {
    const stack = await open({
      plugin: host === "plugin",
      program: program(host, `{ keyPairName: "dev", ${tags} }`),
    });
    await succeed(stack.run(["stack", "init", "prod"]));

    const refused = await under(stack, "prod", up);
    const callsOfRefused = emulator.calls();
    await stack.write(program(host, `{ keySource: "local", ${tags} }`));
    await succeed(under(stack, "prod", up));
    const again = await succeed(under(stack, "prod", up));

    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("The program names it.");
    expect(refused.text).toContain('Set keySource: "local".');
    expect(callsOfRefused).toEqual([]);
    expect(again.text).toContain("2 unchanged");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe("the example's policies where the stack's autonaming makes names", () => {
  it("tell such a name from one that the program gives", async ({ open, under, emulator }) => {
    const stack = await open({
      plugin: true,
      program: program("plugin", `{ keySource: "local", ${tags} }`),
    });
    await succeed(stack.run(["stack", "init", "prod"]));
    const pattern = ["config", "set", "--path", "pulumi:autonaming.pattern", "team-${name}-${alphanum(5)}"];
    await succeed(stack.run([...pattern, "--stack", "prod"]));

    await succeed(under(stack, "prod", up));
    const again = await succeed(under(stack, "prod", up));
    const name = String(emulator.keyPairs()[0]?.keyPairName);
    await stack.write(program("plugin", `{ keySource: "local", keyPairName: "${name}", ${tags} }`));
    const refused = await under(stack, "prod", up);

    expect(name).toMatch(/^team-dev-[a-z0-9]{5}$/);
    expect(again.text).not.toContain("replaced");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("The program names it.");
  });
});

describe("a name that is not known before up", () => {
  it("is judged then, and the preview says that it could not be", async ({ open, under, emulator }) => {
    const stack = await open({
      program: `${program("dynamic", `{ keySource: "local", ${tags} }`).replace("new", "const first = new")}
new alicloud.KeyPair("second", { keySource: "local", keyPairName: first.attempt, ${tags} });
`,
    });
    await succeed(stack.run(["stack", "init", "prod"]));

    const preview = await succeed(under(stack, "prod", ["preview"]));
    const refused = await under(stack, "prod", up);

    expect(preview.text).toMatch(/can't run policy 'key-pair-generated-name'[\s\S]* during preview/);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("The program names it.");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});
