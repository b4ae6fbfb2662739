/** The provider plugin from every language: the examples in YAML, Python and TypeScript, as they stand. */
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import * as sshpk from "sshpk";
import { describe, expect } from "vitest";
import { it as base } from "./languages";
import { stackIn, succeed, type Stack } from "./stack";

interface Fixtures {
  openExample: (name: string, file: string) => Promise<Stack>;
}

const it = base.extend<Fixtures>({
  openExample: async ({ workspace, languages }, use) => {
    const folders: string[] = [];
    await use(async (name, file) => {
      const programs = join(workspace.installed, "programs");
      await mkdir(programs, { recursive: true });
      const folder = await mkdtemp(join(programs, `${name}-`));
      folders.push(folder);
      await cp(join("examples", name), folder, {
        recursive: true,
        filter: (path) => !path.includes("node_modules"),
      });
      await symlink(join(workspace.installed, "node_modules"), join(folder, "node_modules"));
      const env = { ...workspace.env, ...languages };
      return stackIn({ ...workspace, env }, folder, { project: name, file });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

describe.for([
  ["dev-key-yaml", "Pulumi.yaml"],
  ["dev-key-python", "__main__.py"],
  ["dev-key-native", "index.ts"],
] as const)("examples/%s", ([name, file]) => {
  it("makes a key pair whose private key is a secret output and the half that belongs to ECS's public key", async ({
    openExample,
    emulator,
  }) => {
    const stack = await openExample(name, file);

    const preview = await succeed(stack.preview());
    const callsOfPreview = emulator.calls();
    await succeed(stack.up());

    const [pair] = emulator.keyPairs();
    const { privateKey, ...outputs } = await stack.outputs();
    const { stdout: shown } = await succeed(stack.run(["stack", "output", "--json"]));
    expect(preview.text).toMatch(/\+ alicloud-keypair:index:KeyPair: \(create\)/);
    expect(callsOfPreview).toEqual([]);
    expect(outputs).toEqual({
      keyPairName: "dev",
      fingerPrint: pair?.fingerPrint,
      publicKey: pair?.publicKey,
    });
    expect(openSsh(String(privateKey))).toBe(pair?.publicKey);
    expect((JSON.parse(shown) as { privateKey: unknown }).privateKey).toBe("[secret]");
    expect(stack.printed()).not.toContain("PRIVATE KEY");
  });

  it("finds nothing to do afterwards, refreshes without a change, and deletes the pair", async ({
    openExample,
    emulator,
  }) => {
    const stack = await openExample(name, file);
    await succeed(stack.up());
    const made = await stack.outputs();

    await succeed(stack.run(["preview", "--expect-no-changes"]));
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
    await succeed(stack.run(["preview", "--expect-no-changes"]));
    const refreshed = await stack.outputs();
    await succeed(stack.destroy());

    expect(refreshed).toEqual(made);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

/** The public half of a PEM key as ECS shows it, without a comment. */
function openSsh(pem: string): string {
  return sshpk.parsePrivateKey(pem, "pem").toPublic().toString("ssh").split(" ").slice(0, 2).join(" ");
}
