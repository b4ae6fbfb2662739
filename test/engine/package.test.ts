/** The packed package as different users install and import it. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject } from "vitest";
import { providerReference } from "../lifecycle/host";
import { it as base, program } from "./fixtures";
import { openStack, succeed, type Workspace } from "./stack";

const run = promisify(execFile);

/** A test with an empty folder to install into; the packed package is a file there. */
const it = base.extend<{ folderPrefix: string; installation: string }>({
  folderPrefix: join(tmpdir(), "keypair-package-"),
  installation: async ({ folderPrefix }, use) => {
    const folder = await mkdtemp(folderPrefix);
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "installation", private: true }));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

const esModule = `
import * as alicloud from "pulumi-alicloud-keypair";
const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" });
export const publicKey = dev.publicKey;
`;

const typeScript = `
import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "pulumi-alicloud-keypair";
const args: alicloud.KeyPairArgs = { keyPairName: "dev" };
const dev: alicloud.KeyPair = new alicloud.KeyPair("dev", args);
export const publicKey: pulumi.Output<string | undefined> = dev.publicKey;
`;

describe("the package", () => {
  it("works from programs in CommonJS, ES modules and TypeScript", async ({ open, emulator }) => {
    const stack = await open({ file: "index.ts", program: typeScript });
    const programs = { "index.ts": typeScript, "index.cjs": program(), "index.mjs": esModule };
    const results: string[] = [];

    for (const [main, text] of Object.entries(programs)) {
      await writeFile(join(stack.folder, main), text);
      await writeFile(join(stack.folder, "package.json"), JSON.stringify({ main, private: true }));
      results.push((await succeed(stack.up({ PULUMI_NODEJS_TRANSPILE_ONLY: "" }))).text);
      expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
    }

    expect(results).toEqual([
      expect.stringContaining("+ 2 created"),
      expect.stringContaining("2 unchanged"),
      expect.stringContaining("2 unchanged"),
    ]);
    await succeed(stack.destroy());
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("works installed by pnpm, and keeps its reference in state and the pair when its version changes", async ({
    workspace,
    emulator,
    installation,
  }) => {
    await addByPnpm(installation, inject("tarball"), `@pulumi/pulumi@${await pulumiVersion()}`);
    const ofThisRelease: Workspace = { ...workspace, installed: installation };
    const stack = await openStack(ofThisRelease, { program: program() });
    await succeed(stack.up());
    const [created] = await stack.keyPairs();
    await addByPnpm(installation, await repack(installation, "99.0.0"));

    const up = await succeed(stack.up());

    const [pair] = await stack.keyPairs();
    expect(created?.outputs?.["__provider"]).toBe(providerReference);
    expect(up.text).toContain("2 unchanged");
    expect([pair?.inputs?.["__provider"], pair?.outputs?.["__provider"]]).toEqual([
      providerReference,
      providerReference,
    ]);
    await succeed(stack.destroy());
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("refuses to be linked, saying what to do", async ({ open, emulator }) => {
    const stack = await open();
    await mkdir(join(stack.folder, "node_modules"));
    await symlink(process.cwd(), join(stack.folder, "node_modules", "pulumi-alicloud-keypair"));

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.text).toMatch(/pulumi-alicloud-keypair is linked .*[\s\S]*npm pack/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("is the SDK for a program that loads it by its folder, past the manifest's exports", async ({
    open,
    emulator,
  }) => {
    const byFolder = program().replace(
      'require("pulumi-alicloud-keypair")',
      'require("../../node_modules/pulumi-alicloud-keypair")',
    );
    const stack = await open({ program: byFolder });

    await succeed(stack.up());

    const [pair] = await stack.keyPairs();
    expect(pair?.outputs?.["__provider"]).toBe(providerReference);
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("holds what a user needs", async () => {
    const { files } = await contents();

    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(needed));
    const programs = files.filter(({ mode }) => (mode & 0o111) !== 0).map(({ path }) => path);
    expect(programs).toEqual(["dist/cli/main.js", "pulumi-resource-alicloud-keypair"]);
  });

  it("holds nothing else: no test, no source of ours, no example, no script", async () => {
    const { files } = await contents();

    const unwanted = files.filter(({ path }) => !wanted.some((pattern) => pattern.test(path)));
    expect(unwanted).toEqual([]);
  });

  it("stays small", async () => {
    const { size, unpackedSize } = await contents();

    expect(size).toBeLessThan(800_000);
    expect(unpackedSize).toBeLessThan(3_200_000);
  });
});

/** What every user needs of the package, or one who does what the documents say. */
const needed = [
  "CHANGELOG.md",
  "LICENSE",
  "PulumiPlugin.yaml",
  "README.md",
  "dist/cli/NOTICES.txt",
  "dist/cli/main.js",
  "dist/provider/authorizedKey/dynamic.js",
  "dist/provider/keyPairAttachment/dynamic.js",
  "dist/provider/keyPair/dynamic.d.ts",
  "dist/provider/keyPair/dynamic.js",
  "dist/provider/plugin/NOTICES.txt",
  "dist/provider/plugin/main.js",
  "dist/sdk/nodejs/index.d.ts",
  "dist/sdk/nodejs/index.js",
  "dist/sdk/nodejs/native/index.d.ts",
  "dist/sdk/nodejs/native/index.js",
  "index.cjs",
  "package.json",
  "provider/schema.json",
  "pulumi-resource-alicloud-keypair",
  "pulumi-resource-alicloud-keypair.cmd",
];

/** Every kind of file that may be there. */
const wanted = [
  /^(CHANGELOG\.md|LICENSE|README\.md|PulumiPlugin\.yaml|index\.cjs|package\.json|pulumi-resource-alicloud-keypair(\.cmd)?)$/,
  /^dist\/(sdk\/nodejs|provider)\/([\w-]+\/)*[\w-]+(\.d\.ts|\.js)$/,
  /^dist\/cli\/main\.js$/,
  /^dist\/(cli|provider\/plugin)\/NOTICES\.txt$/,
  /^provider\/schema\.json$/,
];

/** What npm says of a package. */
interface Contents {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

async function contents(): Promise<Contents> {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", inject("tarball")]);
  const [packed] = JSON.parse(stdout) as Contents[];
  if (packed === undefined) {
    throw new Error(`npm says nothing of the package: ${stdout}`);
  }
  return packed;
}

async function addByPnpm(folder: string, ...packages: readonly string[]): Promise<void> {
  const pnpm = resolve("node_modules/pnpm/bin/pnpm.cjs");
  await run(process.execPath, [pnpm, "--dir", folder, "add", "--ignore-scripts", ...packages]);
}

/** The same package under another version. */
async function repack(folder: string, version: string): Promise<string> {
  await run("tar", ["xzf", inject("tarball"), "-C", folder]);
  const unpacked = join(folder, "package");
  const manifest = JSON.parse(await readFile(join(unpacked, "package.json"), "utf8")) as object;
  await writeFile(join(unpacked, "package.json"), JSON.stringify({ ...manifest, version }));
  const { stdout } = await run("npm", ["pack", "--silent", "--ignore-scripts"], { cwd: unpacked });
  return join(unpacked, stdout.trim());
}

async function pulumiVersion(): Promise<string> {
  const manifest = await readFile(
    join(inject("installed"), "node_modules/@pulumi/pulumi/package.json"),
    "utf8",
  );
  return (JSON.parse(manifest) as { version: string }).version;
}
