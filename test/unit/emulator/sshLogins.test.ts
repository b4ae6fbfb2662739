// Real SSH logins to instances that run: which keys they accept, and when their servers listen.
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { Client, utils } from "ssh2";
import { expect, vi } from "vitest";
import type { Emulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import type { Readings } from "../../../emulator/readings";
import { regionId } from "./fixtures";
import { addInstance, call, run, test as base, patience } from "./machineFixtures";

interface Key {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Generating an RSA key takes long, so all tests share these. */
const [old, dev, byHand]: readonly [Key, Key, Key] = [newKey(), newKey(), newKey()];

function newKey(): Key {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return { privateKey, publicKey: `${key.type} ${key.getPublicSSH().toString("base64")}` };
}

const test = base
  .extend("reading", (): Readings["keyAtStart"] => "overwrite")
  .extend("options", ({ reading }): EmulatorOptions => ({ readings: { keyAtStart: reading } }));

/** Logs in and returns what the instance prints, or why it does not let the user in. */
async function logIn(emulator: Emulator, { privateKey }: Key, username = "root"): Promise<string> {
  const ssh = emulator.instances()[0]?.ssh;
  if (ssh === undefined) return "no server";
  const client = new Client();
  return await new Promise<string>((resolve) => {
    client.on("error", (error) => {
      resolve(error.message);
    });
    client.on("ready", () => {
      client.exec("rm -rf /", (error, channel) => {
        let printed = "";
        if (error !== undefined) throw error;
        channel.on("data", (data: Buffer) => (printed += data.toString()));
        channel.on("close", (code: number) => {
          client.end();
          resolve(`${printed.trim()} (${code})`);
        });
      });
    });
    const hostVerifier = (key: Buffer): boolean => ssh.hostKey.endsWith(key.toString("base64"));
    client.connect({ host: ssh.host, port: ssh.port, username, privateKey, hostVerifier });
  });
}

const welcome = "logged in to i-1 as root (0)";
const refusal = "All configured authentication methods failed";

async function startFleet(emulator: Emulator): Promise<void> {
  await emulator.putKeyPair({ regionId, keyPairName: "old", publicKey: old.publicKey });
  await emulator.putKeyPair({ regionId, keyPairName: "dev", publicKey: dev.publicKey });
  await addInstance(emulator, { keyPairName: "old" });
}

const bind = (emulator: Emulator, action: "AttachKeyPair" | "DetachKeyPair", KeyPairName: string) =>
  call(emulator, action, { KeyPairName, InstanceIds: '["i-1"]' });

test("a key pair's key logs in, another does not, and no command is run", async ({ emulator }) => {
  await startFleet(emulator);

  const outcomes = [
    await logIn(emulator, old),
    await logIn(emulator, dev),
    await logIn(emulator, old, "admin"),
  ];

  expect(outcomes).toEqual([welcome, refusal, refusal]);
});

test.describe.for([
  ["overwrite", { old: refusal, dev: welcome, byHand: refusal }],
  ["append", { old: welcome, dev: welcome, byHand: welcome }],
  ["nothing", { old: welcome, dev: refusal, byHand: welcome }],
] as const)("with the reading %s", ([reading, outcomes]) => {
  test.override("reading", reading);

  test("a restart after a key pair was attached leaves its keys", async ({ emulator }) => {
    await startFleet(emulator);
    await run(emulator, `echo '${byHand.publicKey} by hand' >> .ssh/authorized_keys`);
    await bind(emulator, "AttachKeyPair", "dev");

    const before = [await logIn(emulator, old), await logIn(emulator, dev), await logIn(emulator, byHand)];
    await call(emulator, "RebootInstance", { InstanceId: "i-1" });
    const after = { old: await logIn(emulator, old), dev: await logIn(emulator, dev) };

    expect(before).toEqual([welcome, refusal, welcome]);
    expect({ ...after, byHand: await logIn(emulator, byHand) }).toEqual(outcomes);
  });
});

test("a restart after a key pair was detached removes only its key", async ({ emulator }) => {
  await startFleet(emulator);
  const added = `from="10.0.0.0/8,*" ${byHand.publicKey} by hand`;
  await run(emulator, `echo '${added}' >> .ssh/authorized_keys`);
  await bind(emulator, "DetachKeyPair", "old");

  const before = emulator.instances()[0]?.authorizedKeys;
  await call(emulator, "RebootInstance", { InstanceId: "i-1" });

  expect(before).toEqual([old.publicKey, added]);
  expect(emulator.instances()[0]).toMatchObject({ authorizedKeys: [added], passwordLogin: true });
  expect([await logIn(emulator, old), await logIn(emulator, byHand)]).toEqual([refusal, welcome]);
});

test("the file is read at each login: comments, options, line ends and damage do no harm", async ({
  emulator,
  folder,
}) => {
  await addInstance(emulator);
  const home = join(folder, "i-1/home/ecs-user");
  mkdirSync(join(home, ".ssh"), { mode: 0o700 });
  const file = join(home, ".ssh/authorized_keys");
  const lines = [
    "# a comment",
    "",
    "ssh-rsa",
    "ssh-rsa !!! damaged",
    `command="echo \\"ssh-rsa AAAA\\"",no-pty ${dev.publicKey} dev@example`,
    `#${old.publicKey}`,
  ];
  writeFileSync(file, lines.join("\r\n"), { mode: 0o600 });

  const first = [await logIn(emulator, dev, "ecs-user"), await logIn(emulator, old, "ecs-user")];
  appendFileSync(file, `\r\n  ${old.publicKey}\r\n`);
  const later = [await logIn(emulator, old, "ecs-user"), await logIn(emulator, old)];

  const ecsUser = welcome.replace("root", "ecs-user");
  expect([first, later]).toEqual([
    [ecsUser, refusal],
    [ecsUser, refusal],
  ]);
});

test("a file that others may write lets nobody in", async ({ emulator, folder }) => {
  await startFleet(emulator);
  const file = join(folder, "i-1/root/.ssh/authorized_keys");

  const mode = (await run(emulator, "stat -c %a .ssh .ssh/authorized_keys"))["Output"];
  chmodSync(file, 0o666);
  const open = await logIn(emulator, old);
  chmodSync(file, 0o600);

  expect(mode).toBe("700\n600\n");
  expect([open, await logIn(emulator, old)]).toEqual([refusal, welcome]);
});

test("a server listens only while its instance is Running, with the same key and port", async ({
  emulator,
}) => {
  await startFleet(emulator);
  const before = emulator.instances()[0]?.ssh;
  const change = async (action: string) => {
    await call(emulator, action, { InstanceId: "i-1" });
    return emulator.instances()[0]?.ssh;
  };

  const stopped = await change("StopInstance");
  const started = await change("StartInstance");
  emulator.setConditions({ instanceStopMs: 60_000 });
  const stopping = await change("StopInstance");

  expect(before).toMatchObject({ host: "127.0.0.1", user: "root" });
  expect([stopped, started, stopping]).toEqual([undefined, before, undefined]);
});

test("an instance that starts slowly listens once it is Running", async ({ emulator }) => {
  await startFleet(emulator);
  await bind(emulator, "AttachKeyPair", "dev");
  emulator.setConditions({ instanceStopMs: 250, instanceStartMs: 250 });

  await call(emulator, "RebootInstance", { InstanceId: "i-1" });
  const during = await logIn(emulator, dev);
  await vi.waitFor(() => {
    expect(emulator.instances()[0]?.ssh).toBeDefined();
  }, patience);

  expect([during, await logIn(emulator, dev)]).toEqual(["no server", welcome]);
});

test("an SSH server follows another AuthorizedKeysFile", async ({ emulator, folder }) => {
  await startFleet(emulator);
  emulator.setInstance({ regionId, instanceId: "i-1", authorizedKeysFile: "/etc/ssh/keys/%u" });
  mkdirSync(join(folder, "i-1/etc/ssh/keys"), { mode: 0o755 });
  writeFileSync(join(folder, "i-1/etc/ssh/keys/root"), dev.publicKey, { mode: 0o600 });

  const outcomes = [await logIn(emulator, old), await logIn(emulator, dev)];
  const { Output } = await run(emulator, "sshd -T | grep authorized");

  expect(outcomes).toEqual([refusal, welcome]);
  expect(Output).toBe("authorizedkeysfile /etc/ssh/keys/%u\n");
});

test("a cut network ends connections and lets nobody in until it is up again", async ({ emulator }) => {
  await startFleet(emulator);

  emulator.setInstance({ regionId, instanceId: "i-1", network: "cut" });
  await emulator.settled();
  const cut = await logIn(emulator, old);
  emulator.setInstance({ regionId, instanceId: "i-1", network: "up" });
  await emulator.settled();

  expect([cut, await logIn(emulator, old)]).toEqual(["no server", welcome]);
});
