/** docs/automation-api.md: examples/automation by the page's commands, and what a process has to know that runs Pulumi itself. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parsePrivateKey } from "sshpk";
import { describe, expect } from "vitest";
import { secretsIn } from "../secrets";
import { blocks, marked } from "./blocks";
import { it as base, otherAccount, secretOf } from "./fixtures";
import { shell } from "./shell";
import { copyExample, environment, filesText, stackIn, type Workspace } from "./stack";

const page = "docs/automation-api.md";
const mark = "run: shell in examples/automation";

interface Fixtures {
  /** The folder of the example, its packages beside it. */
  example: string;
  /** Runs commands, and fails the test where one of them fails. */
  runIn: (folder: string, commands: string) => Promise<string>;
  /** Runs the text of a CommonJS program by itself, and returns what it printed as JSON. */
  runProgram: (text: string) => Promise<unknown>;
}

const it = base.extend<Fixtures>({
  example: async ({ workspace }, use) => {
    const folder = await copyExample(workspace, "automation");
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  runIn: async ({ workspace }, use) => {
    await mkdir(join(workspace.folder, "tmp"), { recursive: true });
    await use(async (cwd, commands) => {
      const { exitCode, text } = await shell(commands, { cwd, env: environment(workspace) });
      expect(exitCode, text).toBe(0);
      return text;
    });
  },
  runProgram: async ({ workspace, runIn }, use) => {
    const folder = await mkdtemp(join(workspace.installed, "programs", "service-"));
    await use(async (text) => {
      await writeFile(join(folder, "service.js"), text);
      // From elsewhere, as a service may be started.
      return JSON.parse(await runIn(workspace.folder, `node ${join(folder, "service.js")}`)) as unknown;
    });
    await rm(folder, { recursive: true, force: true });
  },
});

/** In OpenSSH's form, without a comment. */
function publicHalf(privateKey: string): string {
  return parsePrivateKey(privateKey, "pem").toPublic().toString("ssh").split(" ").slice(0, 2).join(" ");
}

async function keyFiles(folder: string): Promise<Record<string, { mode: string; publicKey: string }>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".pem"));
  const entries = files.map(async (file) => {
    const [text, { mode }] = await Promise.all([
      readFile(join(folder, file), "utf8"),
      stat(join(folder, file)),
    ]);
    return [file, { mode: (mode & 0o777).toString(8), publicKey: publicHalf(text) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** How the secrets of a stack in this folder are encrypted. */
async function secretsProviderOf(workspace: Workspace, folder: string): Promise<unknown> {
  const { text } = await shell("pulumi stack export --stack test", {
    cwd: folder,
    env: environment(workspace),
  });
  return (JSON.parse(text) as { deployment: { secrets_providers: object } }).deployment.secrets_providers;
}

describe("the page on the Automation API", () => {
  it("says of every command and program what is done with it, and shows the example as it is", async () => {
    const found = await blocks(page);
    const parts = found.filter(({ mark = "" }) => mark.startsWith("part of "));

    expect(found.filter((block) => block.mark !== mark && !parts.includes(block))).toEqual([]);
    expect(parts.length).toBeGreaterThan(2);
    for (const { mark = "", text } of parts) {
      expect(await readFile(mark.replace("part of ", ""), "utf8")).toContain(text);
    }
  });

  it("has commands that create a pair on each host, print no part of its key, and destroy it", async ({
    example,
    runIn,
    workspace,
    emulator,
  }) => {
    const [up = "", destroy = ""] = await marked(page, mark);

    const created = await runIn(example, up);

    expect(created).toMatch(/create pulumi-nodejs:dynamic\/alicloud:KeyPair dev: done/);
    expect(created).toMatch(/create alicloud-keypair:index:KeyPair dev: done/);
    const owned = emulator.keyPairs().map(({ publicKey, tags }) => ({
      file: `${tags["pulumi-alicloud-keypair:owner"]?.split("/")[1]}.pem`,
      publicKey: publicKey.split(" ").slice(0, 2).join(" "),
    }));
    const files = await keyFiles(example);
    expect(files).toEqual(
      Object.fromEntries(owned.map(({ file, publicKey }) => [file, { mode: "600", publicKey }])),
    );
    expect(Object.keys(files)).toEqual(["team-a.pem", "team-b.pem"]);
    const keys = await Promise.all(Object.keys(files).map((file) => readFile(join(example, file), "utf8")));
    expect(secretsIn(created, keys)).toEqual([]);
    expect(secretsIn(await filesText(workspace.folder), keys)).toEqual([]);

    const destroyed = await runIn(example, destroy);
    expect(emulator.keyPairs()).toEqual([]);
    expect(await keyFiles(example)).toEqual({});
    expect(secretsIn(destroyed, keys)).toEqual([]);
  });
});

describe("examples/automation", () => {
  it("finds its packages, stack and secrets provider from any folder, and leaves a pair that is as wanted alone", async ({
    example,
    runIn,
    workspace,
    emulator,
  }) => {
    await stackIn(workspace, example, { project: "automation", file: "index.ts" });
    const secretsProvider = expect.objectContaining({ type: "cloud" }) as unknown;
    await runIn(example, "npm start -- up test");
    expect(await secretsProviderOf(workspace, example)).toEqual(secretsProvider);
    emulator.clearCalls();

    await runIn(workspace.folder, `node ${join(example, "dist/index.js")} up test`);

    expect(emulator.calls()).toEqual([]);
    expect(await secretsProviderOf(workspace, example)).toEqual(secretsProvider);
    expect(await keyFiles(workspace.folder)).toEqual(await keyFiles(example));
  });

  it("ends with an error, and without a file, where the cloud refuses", async ({
    example,
    workspace,
    emulator,
  }) => {
    await mkdir(join(workspace.folder, "tmp"), { recursive: true });
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "CreateKeyPair" });

    const env = environment(workspace);
    const { exitCode, text } = await shell("npm start -- up team-a", { cwd: example, env });

    expect(exitCode).toBe(1);
    expect(text).toMatch(/^error: .*Forbidden\.RAM/m);
    expect(await keyFiles(example)).toEqual({});
  });
});

/** Opens stacks without a Pulumi.yaml, in a temporary folder. */
function opening(module: string): string {
  return `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { dirname } = require("node:path");
const alicloud = require("${module}");
const path = dirname(require.resolve("pulumi-alicloud-keypair/package.json"));
const plugins = { providers: [{ name: "alicloud-keypair", path }] };
const projectSettings = { name: "service", runtime: "nodejs", main: __dirname, plugins };
const openStack = (stackName, program, envVars) =>
  LocalWorkspace.createOrSelectStack({ stackName, projectName: "service", program }, { projectSettings, envVars });
`;
}

const dynamic = "pulumi-alicloud-keypair";
const plugin = "pulumi-alicloud-keypair/native";

describe("a process that runs stacks without a Pulumi.yaml", () => {
  it("gets private keys in events of severity debug and in no others", async ({ runProgram, emulator }) => {
    const kinds = await runProgram(`${opening(plugin)}
const kinds = new Set();
const isPart = (name) => name !== "sequence" && name !== "timestamp";
const onEvent = (event) => {
  if (JSON.stringify(event).includes("PRIVATE KEY")) {
    kinds.add(Object.keys(event).filter(isPart) + " " + event.diagnosticEvent?.severity);
  }
};
const run = async () => {
  const stack = await openStack("dev", async () => ({ privateKey: new alicloud.KeyPair("dev").privateKey }));
  const { stdout } = await stack.up({ onEvent });
  if (stdout.includes("PRIVATE KEY")) kinds.add("stdout");
  await stack.preview({ onEvent });
  await stack.refresh({ onEvent });
  await stack.destroy({ onEvent });
  console.log(JSON.stringify([...kinds]));
};
run();
`);

    expect(kinds).toEqual(["diagnosticEvent debug"]);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("runs several at once, each in its own account, lookups too", async ({ runProgram, emulator }) => {
    await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "first" });

    const found = await runProgram(`${opening(dynamic)}
const program = async () => {
  const { keyPairs } = await alicloud.getKeyPairs({});
  new alicloud.KeyPair("dev");
  return { found: keyPairs.map(({ keyPairName }) => keyPairName) };
};
const secrets = { emulator: "${secretOf("emulator")}", other: "${secretOf("other")}" };
const up = async (account) => {
  const stack = await openStack(account, program);
  await stack.setConfig("alicloud:accessKey", { value: account });
  await stack.setConfig("alicloud:secretKey", { value: secrets[account], secret: true });
  return (await stack.up()).outputs.found.value;
};
Promise.all(Object.keys(secrets).map(up)).then((found) => console.log(JSON.stringify(found)));
`);

    expect(found).toEqual([["first"], []]);
    expect(emulator.keyPairs("emulator")).toHaveLength(2);
    expect(emulator.keyPairs("other")).toHaveLength(1);
  });

  it.for([
    { host: "dynamic", module: dynamic, lookups: "emulator" },
    { host: "plugin", module: plugin, lookups: "other" },
  ])(
    "hands a stack's own environment to the $host host, and its lookups are made by $lookups",
    async ({ module, lookups }, { runProgram, emulator }) => {
      await runProgram(`${opening(module)}
const program = async () => {
  await alicloud.getKeyPairs({});
  new alicloud.KeyPair("dev");
};
const envVars = ${JSON.stringify(otherAccount)};
openStack("dev", program, envVars).then((stack) => stack.up()).then(() => console.log("{}"));
`);

      const callers = (action: string) =>
        emulator.calls().flatMap((call) => (call.action === action ? [call.accessKeyId] : []));
      expect(callers("CreateKeyPair")).toEqual(["other"]);
      expect(new Set(callers("DescribeKeyPairs"))).toEqual(new Set([lookups]));
    },
  );
});
