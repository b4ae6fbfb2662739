/** The plugin from its archive: installed by `pulumi plugin install`, and used by programs whose projects name no plugin. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { create } from "tar";
import { describe, expect, inject } from "vitest";
import { isFound, it, serve } from "./archiveFixtures";
import { succeed, type CommandResult, type Stack } from "./stack";

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

function install(stack: Stack, ...args: readonly string[]): Promise<CommandResult> {
  return stack.run(["plugin", "install", "resource", "alicloud-keypair", ...args]);
}

describe.for([
  ["dev-key-yaml", "Pulumi.yaml"],
  ["dev-key-python", "__main__.py"],
  ["dev-key-go", "main.go"],
] as const)("examples/%s with the plugin installed from its archive", ([name, file]) => {
  it("runs in an empty home, without plugins in its project, npm packages, or Node.js on the PATH", async ({
    machine,
    openInstalled,
    emulator,
  }) => {
    const stack = await openInstalled(name, file);

    await succeed(install(stack, version, "--file", inject("archive")));
    await succeed(stack.up());
    const [pair] = emulator.keyPairs();
    const { privateKey, publicKey } = await stack.outputs();
    await succeed(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]));
    await succeed(stack.destroy());

    expect(await readFile(join(stack.folder, "Pulumi.yaml"), "utf8")).not.toContain("plugins");
    expect(await isFound(machine, "node")).toBe(process.platform === "darwin");
    expect(privateKey).toContain("PRIVATE KEY");
    expect(publicKey).toBe(pair?.publicKey);
    expect(stack.printed()).not.toContain("PRIVATE KEY");
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("a TypeScript program on /native", () => {
  it("uses the plugin that a server provides, without plugins in its project", async ({ open, emulator }) => {
    const { url, server, asked } = await serve(inject("archive"));
    const stack = await open({
      file: "index.ts",
      program: `
import * as alicloud from "pulumi-alicloud-keypair/native";
const dev = new alicloud.KeyPair("dev", { keyPairName: "dev" });
export const publicKey = dev.publicKey;
`,
    });

    await succeed(install(stack, version, "--server", url));
    await succeed(stack.up());
    server.close();

    expect(asked).toEqual([`/${basename(inject("archive"))}`]);
    expect((await stack.outputs())["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
    await succeed(stack.destroy());
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("an archive that cannot be used", () => {
  it("is refused in one sentence when it is truncated, or is none", async ({ machine, openInstalled }) => {
    const stack = await openInstalled("dev-key-yaml", "Pulumi.yaml");
    const [truncated, foreign] = [
      join(machine.folder, "truncated.tar.gz"),
      join(machine.folder, "notes.txt"),
    ];
    await writeFile(truncated, (await readFile(inject("archive"))).subarray(0, 100_000));
    await writeFile(foreign, "notes");

    const results = [
      await install(stack, version, "--file", truncated),
      await install(stack, version, "--file", foreign),
    ];

    expect(results.map(({ exitCode }) => exitCode === 0)).toEqual([false, false]);
    expect(results.map(({ text }) => errorLines(text))).toEqual([
      [expect.stringMatching(/^error: installing .*truncated\.tar\.gz.*unexpected EOF/)],
      [expect.stringMatching(/^error: .*notes\.txt is not executable/)],
    ]);
    expect((await succeed(stack.run(["plugin", "ls"]))).text).not.toContain("alicloud-keypair");
  });

  it("of another architecture installs, and then does not start: nothing is created", async ({
    machine,
    openInstalled,
    emulator,
  }) => {
    const stack = await openInstalled("dev-key-yaml", "Pulumi.yaml");
    const archive = await archiveOfAnotherArchitecture(machine.folder);
    await succeed(install(stack, version, "--file", archive));

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.text).toMatch(/pulumi-resource-alicloud-keypair.*exec format error/);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("of another version than the program asks for is named with the version that is missing", async ({
    openInstalled,
    emulator,
  }) => {
    const stack = await openInstalled("dev-key-yaml", "Pulumi.yaml");
    await succeed(install(stack, version, "--file", inject("archive")));
    const file = join(stack.folder, "Pulumi.yaml");
    await writeFile(
      file,
      `name: dev-key-yaml
runtime: yaml
resources:
  dev:
    type: alicloud-keypair:KeyPair
    options:
      version: 99.0.0
`,
    );

    const up = await stack.up();

    expect(up.exitCode).not.toBe(0);
    expect(up.text).toMatch(/alicloud-keypair.*99\.0\.0/);
    expect(emulator.keyPairs()).toEqual([]);
  });
});

describe("npm run archives", () => {
  it("makes the same bytes again, and their checksum", async ({ workspace }) => {
    const again = join(workspace.folder, "archives");

    await run("npm", ["run", "archives", "--", "--out", again, "--this-machine"]);

    const name = basename(inject("archive"));
    const sums = await readFile(join(again, "SHA256SUMS"), "utf8");
    expect(sums).toBe(await readFile(join(dirname(inject("archive")), "SHA256SUMS"), "utf8"));
    const bytes = await readFile(join(again, name));
    expect(sums).toBe(`${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  });

  it("contains the licences of all that it contains", async () => {
    const { stdout: listing } = await run("tar", ["tzf", inject("archive")]);
    const { stdout: notices } = await run("tar", ["xzOf", inject("archive"), "NOTICES.txt"]);

    expect(listing.split("\n")).toEqual(expect.arrayContaining(["LICENSE", "NOTICES.txt"]));
    if (process.platform !== "darwin") {
      expect(listing.split("\n")).toContain("NODE-LICENSE.txt");
    }
    for (const name of [
      "@alicloud/ecs20140526",
      "@grpc/grpc-js",
      "@pulumi/pulumi",
      "google-protobuf",
      "sshpk",
    ]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, "m"));
    }
  });
});

function errorLines(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("error:"));
}

/** An executable of which only the head is there: it names another processor. */
async function archiveOfAnotherArchitecture(folder: string): Promise<string> {
  const content = join(folder, "foreign");
  const name = "pulumi-resource-alicloud-keypair";
  const [arm64, amd64] = [183, 62];
  const head = Buffer.alloc(64);
  head.write("\x7fELF\x02\x01\x01", "latin1");
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(process.arch === "x64" ? arm64 : amd64, 18);
  await mkdir(content);
  await writeFile(join(content, name), head, { mode: 0o755 });
  const file = join(folder, "foreign.tar.gz");
  await create({ cwd: content, gzip: true, file }, [name]);
  return file;
}
