/** docs/using-the-key.md: every recipe, with a real SSH client where it opens a session. */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { secretsIn } from "../secrets";
import { blocks } from "./blocks";
import { it as base, program } from "./fixtures";
import { compileMocked, runMocked } from "./mocked";
import { shell } from "./shell";
import { startSshServer, type SshServer } from "./sshServer";
import { copyExample, stackIn, succeed, type Stack, type Workspace } from "./stack";

const execute = promisify(execFile);
const page = "docs/using-the-key.md";

interface Fixtures {
  /** Lets in the keys of all pairs that the cloud has. */
  instance: SshServer;
  openExample: (name: string) => Promise<Stack>;
}

const accepting = base.extend({ emulatorOptions: { readings: { ed25519Import: "accepted" } } });

const it = accepting.extend<Fixtures>({
  instance: async ({ emulator }, use) => {
    const instance = await startSshServer(() => emulator.keyPairs().map((pair) => pair.publicKey));
    await use(instance);
    await instance.close();
  },
  openExample: async ({ workspace }, use) => {
    const folders: string[] = [];
    await use(async (name) => {
      const folder = await copyExample(workspace, name);
      folders.push(folder);
      return stackIn(workspace, folder, { project: name, file: "index.ts" });
    });
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  },
});

async function marked(mark: string): Promise<string[]> {
  return (await blocks(page)).filter((block) => block.mark === mark).map((block) => block.text);
}

/** What the page's commands find in their environment, and a client that knows the instance. */
async function readersEnvironment(
  workspace: Workspace,
  { port, knownHost }: SshServer,
): Promise<Record<string, string>> {
  const { folder } = workspace;
  const known = join(folder, "known_hosts");
  await writeFile(known, `${knownHost}\n`);
  await mkdir(join(folder, "bin"));
  const { stdout: ssh } = await execute("which", ["ssh"]);
  // ssh looks for its files in the home of the user that the system knows, whatever HOME says.
  const options = `-F none -o BatchMode=yes -o UserKnownHostsFile=${known}`;
  const client = `#!/bin/sh\nexec ${ssh.trim()} ${options} "$@"\n`;
  await writeFile(join(folder, "bin/ssh"), client, { mode: 0o755 });
  return {
    ...workspace.env,
    PATH: `${join(folder, "bin")}:${workspace.env["PATH"] ?? ""}`,
    HOME: folder,
    TMPDIR: join(folder, "tmp"),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    HOST: "127.0.0.1",
    PORT: String(port),
    LOGIN: "root",
  };
}

async function upAsDev(stack: Stack): Promise<void> {
  await succeed(stack.run(["stack", "init", "dev"]));
  await succeed(stack.run(["up", "--yes", "--skip-preview", "--stack", "dev"]));
}

async function outputsOfDev(stack: Stack): Promise<Record<string, unknown>> {
  const args = ["stack", "output", "--json", "--show-secrets", "--stack", "dev"];
  const { stdout } = await succeed(stack.run(args));
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("the page on using the key", () => {
  it("says of every command and program what is done with it", async () => {
    const found = await blocks(page);

    const marks = found.map(({ mark }) => mark);

    expect(marks).toEqual([
      "run: program beside dev-key",
      "run: shell",
      "run: shell",
      "type-checked and run with mocks, from examples/instance",
    ]);
  });

  it("has commands that log in, print no part of the key and leave no file", async ({
    openExample,
    workspace,
    emulator,
    instance,
  }) => {
    const keys = await openExample("dev-key");
    await upAsDev(keys);
    const { privateKey } = await outputsOfDev(keys);
    const env = await readersEnvironment(workspace, instance);
    const recipes = await marked("run: shell");

    for (const commands of recipes) {
      const { exitCode, text } = await shell(commands, { cwd: keys.folder, env });
      expect(exitCode, text).toBe(0);
      expect(secretsIn(text, [String(privateKey)])).toEqual([]);
    }
    const left = await readdir(join(workspace.folder, "tmp"), { recursive: true });
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev" });
    const refused = await shell(recipes[0] ?? "", { cwd: keys.folder, env });

    expect(instance.commands).toEqual(["uptime (ssh-rsa)", "uptime (ssh-rsa)"]);
    expect(left.filter((file) => file.endsWith("/key"))).toEqual([]);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("Permission denied (publickey)");
  });

  it("has a file for the key that nobody else can read at any time", async ({ workspace }) => {
    const [recipe = ""] = await marked("run: shell");
    const [, write = ""] = /^(key=.*\n\(umask .*\n)/m.exec(recipe) ?? [];
    const folder = join(workspace.folder, "bin");
    await mkdir(folder, { recursive: true });
    await mkdir(join(workspace.folder, "tmp"));
    const tellMode = 'console.error((require("node:fs").fstatSync(1).mode & 0o777).toString(8))';
    await writeFile(join(folder, "pulumi"), `#!/bin/sh\nexec node -e '${tellMode}'\n`, { mode: 0o755 });
    const path = `${folder}:${process.env["PATH"] ?? ""}`;

    const { exitCode, text } = await shell(`umask 022\n${write}`, {
      env: { PATH: path, TMPDIR: join(workspace.folder, "tmp") },
    });

    expect(exitCode, text).toBe(0);
    expect(text).toBe("600\n");
  });

  it("has a program that works beside the stack that its commands stand in", async ({ open, emulator }) => {
    await upAsDev(await open({ project: "dev-key" }));
    const [text = ""] = await marked("run: program beside dev-key");
    const stack = await open({ project: "reader", file: "index.ts", program: text });

    await succeed(stack.up());

    const { stdout: shown } = await succeed(stack.run(["stack", "output", "--json"]));
    expect(JSON.parse(shown)).toEqual({
      keyPairName: emulator.keyPairs()[0]?.keyPairName,
      privateKey: "[secret]",
    });
  });

  it("shows the part of examples/instance as it stands there", async () => {
    const [part = ""] = await marked("type-checked and run with mocks, from examples/instance");

    const text = await readFile("examples/instance/index.ts", "utf8");

    expect(text).toContain(part);
  });
});

describe("examples/later-stack", () => {
  it("holds a private key that opens an SSH session, whatever made it", async ({
    open,
    openExample,
    workspace,
    instance,
  }) => {
    const keys = await open({ project: "dev-key" });
    const later = await openExample("later-stack");
    const env = await readersEnvironment(workspace, instance);
    const [recipe = ""] = await marked("run: shell");
    const commands = recipe.replace("privateKey --stack dev", "usableKey --stack test");
    const proofs: unknown[] = [];

    for (const args of [
      "{}",
      '{ keySource: "local" }',
      '{ keySource: "local", algorithm: "ECDSA" }',
      '{ keySource: "local", algorithm: "ED25519" }',
    ]) {
      await keys.write(program(args));
      await succeed(keys.up());
      await succeed(later.up());
      const { exitCode, text } = await shell(commands, { cwd: later.folder, env });
      expect(exitCode, text).toBe(0);
      proofs.push((await later.outputs())["holdsPrivateHalf"]);
    }

    const kinds = ["ssh-rsa", "ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519"];
    expect(instance.commands).toEqual(kinds.map((kind) => `uptime (${kind})`));
    expect(proofs).toEqual([true, true, true, true]);
    expect(later.printed()).not.toContain("PRIVATE KEY");
  });
});

/** Loads the compiled program with Pulumi's mocks and prints the resources that it asks for. */
const mocked = `
const pulumi = require("@pulumi/pulumi");
const made = [];
const outputs = { keyPairName: "dev-0000000", privateKey: "a private key", publicIp: "203.0.113.7" };
pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => {
      made.push({ type, name, inputs });
      return { id: name, state: { ...inputs, ...outputs } };
    },
    call: ({ inputs }) => inputs,
  },
  "instance",
  "test",
);
pulumi.runtime.setAllConfig({
  "instance:imageId": "an image",
  "instance:instanceType": "a type",
  "instance:securityGroups": '["a group"]',
  "instance:vswitchId": "a switch",
});
require("./compiled/index.js");
process.once("beforeExit", () => console.log(JSON.stringify(made)));
`;

describe("examples/instance", () => {
  it("type-checks, and asks for an instance and a connection that have the key pair", async ({
    workspace,
  }) => {
    const folder = await compileMocked(workspace, "instance", ["alicloud", "command"], mocked);

    const stdout = await runMocked(folder);

    const made = JSON.parse(stdout) as { type: string; inputs: Record<string, unknown> }[];
    expect(made).toMatchObject([
      { type: "pulumi-nodejs:dynamic/alicloud:KeyPair" },
      { type: "alicloud:ecs/instance:Instance", inputs: { keyName: "dev-0000000" } },
      {
        type: "command:remote:Command",
        inputs: {
          connection: { value: { host: "203.0.113.7", user: "root", privateKey: "a private key" } },
        },
      },
    ]);
    await rm(folder, { recursive: true });
  });
});
