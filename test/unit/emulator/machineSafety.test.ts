// Why running instances endangers nobody: who may run commands, where they write, and which folders the emulator touches.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
import { test as processTest } from "./emulatorProcess";
import { firstAccount, regionId } from "./fixtures";
import { addInstance, call, run, runner, test } from "./machineFixtures";
import { rpcCall } from "./rpcCall";

test("the well-known access key is refused, at the start and later", async ({ emulator, folder }) => {
  const refusal = "the access key emulator needs a secret of its own";

  const start = startEmulator({ instancesFolder: join(folder, "other") });
  const withAccounts = startEmulator({
    instancesFolder: join(folder, "other"),
    accounts: [runner, firstAccount],
  });

  await expect(start).rejects.toThrow(refusal);
  await expect(withAccounts).rejects.toThrow(refusal);
  expect(() => {
    emulator.putAccessKey(firstAccount);
  }).toThrow(refusal);
  expect(existsSync(join(folder, "other"))).toBe(false);
});

test.for(["0.0.0.0", "::", "192.0.2.1"])(
  "an emulator that listens on %s runs no instances",
  async (host, { folder }) => {
    const start = startEmulator({ host, accounts: [runner], instancesFolder: folder });

    await expect(start).rejects.toThrow(`it listens on the loopback only, not on ${host}`);
  },
);

test("the folder of the instances must be one that a PATH can name", async ({ folder }) => {
  const accounts = [runner];

  await expect(startEmulator({ accounts, instancesFolder: "relative" })).rejects.toThrow("absolute path");
  await expect(startEmulator({ accounts, instancesFolder: `${folder}:x` })).rejects.toThrow("without colons");
});

test("an unsigned call runs nothing, and no unsigned call gets credentials", async ({ emulator }) => {
  await addInstance(emulator);
  const command = {
    RegionId: regionId,
    Type: "RunShellScript",
    CommandContent: "true",
    "InstanceId.1": "i-1",
  };
  const role = `acs:ram::${emulator.accountId()}:role/any`;
  const OIDCProviderArn = `acs:ram::${emulator.accountId()}:oidc-provider/any`;
  const OIDCToken = `e30.${Buffer.from("{}").toString("base64url")}.x`;

  const wrong = await rpcCall(emulator.url, "RunCommand", command, { account: runner, signature: "wrong" });
  const query = new URLSearchParams({ Action: "RunCommand", Version: "2014-05-26", ...command });
  const unsigned = await fetch(`${emulator.url}/?${query.toString()}`);
  const session = await rpcCall(
    emulator.url,
    "AssumeRoleWithOIDC",
    { RoleArn: role, RoleSessionName: "any", OIDCProviderArn, OIDCToken },
    { version: "2015-04-01", account: runner },
  );

  expect(wrong.fields["Code"]).toBe("SignatureDoesNotMatch");
  expect(unsigned.status).toBe(400);
  expect(session).toMatchObject({ status: 400, fields: { Code: "AuthenticationFail.NoPermission" } });
});

test("the control API offers no way to run a command", async ({ emulator, folder }) => {
  const url = `${emulator.url}/_emulator/instances`;
  const send = async (method: string, body: object): Promise<number> =>
    (await fetch(url, { method, body: JSON.stringify({ regionId, instanceId: "i-1", ...body }) })).status;
  const evil = "$(touch /tmp/x); `touch x`\n'; touch x; '";

  const statuses = [
    await send("POST", { instanceName: evil, publicIpAddress: evil }),
    await send("PUT", { command: "true" }),
    await send("PUT", { authorizedKeysFile: evil }),
    await send("PUT", { authorizedKeysFile: evil.replace("\n", "") }),
    await send("PUT", { failCommands: { status: "Success", output: evil } }),
    await send("PUT", { failCommands: { status: "Nonsense" } }),
    await send("POST", { instanceId: "../../i-2" }),
    await send("POST", { instanceId: "i-2/../.." }),
  ];
  emulator.setInstance({ regionId, instanceId: "i-1", failCommands: null });
  await run(emulator, "sshd -T; getent passwd root; id");

  expect(statuses).toEqual([200, 400, 400, 200, 200, 400, 400, 400]);
  expect(readdirSync(folder)).toEqual(["i-1"]);
  expect(existsSync(join(folder, "i-1/root/x"))).toBe(false);
});

test("switches set over the control API show at once, with the SSH server", async ({ emulator }) => {
  const url = `${emulator.url}/_emulator/instances`;
  const send = async (method: string, body: object): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      body: JSON.stringify({ regionId, instanceId: "i-1", ...body }),
    });
    return await response.json();
  };

  const made = await send("POST", {});
  const cut = await send("PUT", { network: "cut", failCommands: { status: "Timeout", calls: 2 } });
  const up = await send("PUT", { network: "up", failCommands: null });

  const port = expect.any(Number) as unknown;
  expect(made).toMatchObject({
    ssh: { host: "127.0.0.1", port, user: "root" },
    agent: "running",
    disk: "ok",
  });
  expect(cut).toMatchObject({ network: "cut", failCommands: { status: "Timeout", calls: 2 } });
  expect(cut).not.toHaveProperty("ssh");
  expect(up).toEqual(made);
});

test("a folder that the emulator did not make is neither used nor removed", ({ emulator, folder }) => {
  mkdirSync(join(folder, "i-mine"));
  writeFileSync(join(folder, "i-mine/precious"), "mine");

  expect(() => emulator.addInstance({ regionId, instanceId: "i-mine" })).toThrow("no instance's folder");
  emulator.reset();

  expect(emulator.instances()).toEqual([]);
  expect(readFileSync(join(folder, "i-mine/precious"), "utf8")).toBe("mine");
});

test("two accounts cannot run instances of the same id", async ({ emulator }) => {
  await addInstance(emulator);

  expect(() => emulator.addInstance({ regionId, instanceId: "i-1", accessKeyId: "other" })).toThrow(
    "i-1 is another instance's",
  );
  expect(emulator.instances()).toHaveLength(1);
});

test("an instance that replaces another has a new folder", async ({ emulator }) => {
  await addInstance(emulator);
  await run(emulator, "touch note");

  await addInstance(emulator);

  expect((await run(emulator, "ls"))["Output"]).toBe("");
});

test("a symbolic link that a command leaves is replaced, not followed", async ({ emulator, folder }) => {
  const target = join(folder, "i-1/tmp/target");
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  await addInstance(emulator);
  await run(
    emulator,
    "mkdir -m 700 .ssh; echo safe > ../tmp/target; ln -s ../../tmp/target .ssh/authorized_keys",
  );

  await call(emulator, "AttachKeyPair", { KeyPairName: "dev", InstanceIds: '["i-1"]' });
  await call(emulator, "RebootInstance", { InstanceId: "i-1" });

  expect(readFileSync(target, "utf8")).toBe("safe\n");
  expect(emulator.instances()[0]?.authorizedKeys).toHaveLength(1);
});

/** What is in a home's folder for SSH. */
function sshFilesOf(home: string): string[] {
  const folder = join(home, ".ssh");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => `${name}: ${readFileSync(join(folder, name), "base64")}`);
}

processTest(
  "the emulator's own home is untouched by whatever scripts take for theirs",
  async ({ start, folder }) => {
    const home = mkdtempSync(join(tmpdir(), "emulator-home-"));
    onTestFinished(() => {
      rmSync(home, { recursive: true });
    });
    mkdirSync(join(home, ".ssh"));
    writeFileSync(join(home, ".ssh/authorized_keys"), "canary\n");
    vi.stubEnv("HOME", home);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const before = [sshFilesOf(home), sshFilesOf(userInfo().homedir)];
    const { accessKeyId, accessKeySecret } = runner;
    const emulator = start(
      ...["--port", "0", "--instances", folder, "--access-key", accessKeyId, "--secret-key", accessKeySecret],
    );
    const url = await emulator.url();
    const instance = JSON.stringify({ regionId, instanceId: "i-1" });
    await fetch(`${url}/_emulator/instances`, { method: "POST", body: instance });

    const content = [
      "mkdir -p ~/.ssh .ssh; echo key >> ~/.ssh/authorized_keys",
      'echo key >> "$HOME/.ssh/authorized_keys"',
      "echo key >> .ssh/authorized_keys",
      'echo key >> "$(getent passwd root | cut -d: -f6)/.ssh/authorized_keys"',
      "cd; echo key >> .ssh/authorized_keys",
      "touch done",
    ].join("\n");
    const command = {
      RegionId: regionId,
      Type: "RunShellScript",
      CommandContent: content,
      "InstanceId.1": "i-1",
    };
    const { status } = await rpcCall(url, "RunCommand", command, { account: runner });
    const inRoot = join(folder, "i-1/root/.ssh/authorized_keys");
    await vi.waitFor(() => {
      expect(readFileSync(inRoot, "utf8").trim().split("\n").length).toBeGreaterThanOrEqual(2);
      expect(readdirSync(join(folder, "i-1/nonexistent"))).toContain("done");
    });

    expect(status).toBe(200);
    expect([sshFilesOf(home), sshFilesOf(userInfo().homedir)]).toEqual(before);
  },
);

processTest("a random access key is made and printed once, on stderr only", async ({ start, folder }) => {
  const data = join(folder, "state");
  const emulator = start("--port", "0", "--instances", join(folder, "instances"), "--data", data);
  const url = await emulator.url();
  const instance = JSON.stringify({ regionId, instanceId: "i-1" });
  await fetch(`${url}/_emulator/instances`, { method: "POST", body: instance });
  const paths = ["instances", "calls", "faults", "key-pairs"].map((path) => `${url}/_emulator/${path}`);
  const form = /ACCESS_KEY_ID=(\S+)\n.*ACCESS_KEY_SECRET=(\S+)\n/u;
  const [, accessKeyId = "", accessKeySecret = ""] = await vi.waitFor(() => {
    const printed = form.exec(emulator.stderr());
    if (printed === null) throw new Error("Nothing is printed yet.");
    return printed;
  });
  const account = { accessKeyId, accessKeySecret };

  const listing = await rpcCall(url, "DescribeInvocations", { RegionId: regionId }, { account });
  const shown = await Promise.all([...paths, url].map(async (path) => (await fetch(path)).text()));
  emulator.process.kill("SIGTERM");
  const outputs = await emulator.end();

  expect(listing.status).toBe(200);
  expect(accessKeySecret).toMatch(/^[\w-]{32}$/u);
  expect(outputs.code).toBe(0);
  expect(outputs.stderr.split(accessKeySecret)).toHaveLength(2);
  for (const text of [outputs.stdout, readFileSync(data, "utf8"), ...shown]) {
    expect(text).not.toContain(accessKeySecret);
  }
});

processTest("a secret of the user's own is not printed", async ({ start, folder }) => {
  const emulator = start("--port", "0", "--instances", folder, "--secret-key", "secret-of-the-user");
  await emulator.url();

  emulator.process.kill("SIGTERM");
  const { stderr } = await emulator.end();

  expect(stderr).not.toContain("secret-of-the-user");
  expect(stderr).toMatch(/ACCESS_KEY_ID=emulator-[0-9a-f]{12}\n/u);
  expect(stderr).toContain("It is not a sandbox.");
});

processTest.for([
  [["--host", "0.0.0.0"], "it listens on the loopback only, not on 0.0.0.0"],
  [["--access-key", "emulator", "--secret-key", "emulator"], "needs a secret of its own"],
] as const)("--instances with %o is refused", async ([options, message], { start, folder }) => {
  const { code, stdout, stderr } = await start("--port", "0", "--instances", folder, ...options).end();

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
