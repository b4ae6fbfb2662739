/** The provider plugin from every language: the examples in YAML, Python and TypeScript, as they stand. */
import { execFile } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as sshpk from "sshpk";
import { describe, expect, inject } from "vitest";
import { ensureEngine } from "../../scripts/setup/engine.mjs";
import { ensurePython } from "../../scripts/setup/python.mjs";
import { it as base } from "./fixtures";
import { copyExample, stackIn, succeed, type Stack } from "./stack";

const run = promisify(execFile);

interface Fixtures {
  /** What programs in these languages need: the language hosts, and a Python that has Pulumi and the package's own SDK. */
  languages: Readonly<Record<"PATH" | "PYTHONPATH", string>>;
  openExample: (name: string, file: string) => Promise<Stack>;
}

const it = base.extend<Fixtures>({
  languages: async ({ workspace }, use) => {
    const engine = await ensureEngine({ node: process.execPath, env: process.env, languages: true });
    const python = await ensurePython(process.env);
    const packages = join(workspace.folder, "python");
    await installPythonSdk(join(python, "pip"), packages);
    const path = [python, engine.folder, process.env["PATH"]];
    await use({ PATH: path.filter((folder) => folder !== undefined).join(":"), PYTHONPATH: packages });
  },
  openExample: async ({ workspace, languages }, use) => {
    const folders: string[] = [];
    await use(async (name, file) => {
      const folder = await copyExample(workspace, name);
      folders.push(folder);
      const env = { ...workspace.env, ...languages };
      return stackIn({ ...workspace, env }, folder, { project: name, file });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

/** From the packed package, as `requirements.txt` names it; a copy, since building leaves files beside the sources. */
async function installPythonSdk(pip: string, folder: string): Promise<void> {
  const sources = join(folder, "sources");
  const shipped = join(inject("installed"), "node_modules/pulumi-alicloud-keypair/sdk/python");
  await cp(shipped, sources, { recursive: true });
  const offline = [
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--quiet",
    "--disable-pip-version-check",
  ];
  await run(pip, ["install", ...offline, "--target", folder, sources]);
}

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
