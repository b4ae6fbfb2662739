// Why running instances endangers nobody: who may run commands, where they write, and which folders the emulator touches.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
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
