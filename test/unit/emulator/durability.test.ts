// The state file: whatever a response confirmed survives a kill, and never in part.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ecs, * as $Ecs from "@alicloud/ecs20140526";
import * as sshpk from "sshpk";
import { expect } from "vitest";
import { startEmulator } from "../../../emulator/emulator";
import { test } from "./emulatorProcess";
import { regionId, sdkConfig } from "./fixtures";
import { rpcCall } from "./rpcCall";

const create = (client: Ecs, keyPairName: string) =>
  client.createKeyPair(new $Ecs.CreateKeyPairRequest({ regionId, keyPairName }));

test("a kill during 500 creates loses none that a response confirmed", async ({ start, folder }) => {
  const dataFile = join(folder, "state");
  const first = start("--port", "0", "--data", dataFile, "--key-pool", "3");
  const client = new Ecs(sdkConfig(await first.url()));
  const answered = new Map<string, string>();

  const names = Array.from({ length: 500 }, (_, number) => `pair-${number}`);
  const createInTurn = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const { body } = await create(client, name);
      answered.set(name, body?.keyPairFingerPrint ?? "");
      if (answered.size === 200) first.process.kill("SIGKILL");
    }
  };
  await Promise.allSettled(Array.from({ length: 25 }, createInTurn));
  await first.end();
  const second = await startEmulator({ dataFile });
  const kept = second.keyPairs();
  await second.close();

  expect(answered.size).toBeGreaterThanOrEqual(200);
  expect(answered.size).toBeLessThan(500);
  const fingerprints = new Map(kept.map(({ keyPairName, fingerPrint }) => [keyPairName, fingerPrint]));
  for (const [name, fingerprint] of answered) expect(fingerprints.get(name)).toBe(fingerprint);
  for (const { publicKey, fingerPrint } of kept) {
    const md5 = sshpk.parseKey(publicKey, "ssh").fingerprint("md5").toString("hex").replaceAll(":", "");
    expect(fingerPrint).toBe(md5);
  }
});

test("key pairs, tags, instances and bindings survive a restart", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const first = await startEmulator({ dataFile });
  await first.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "web" } });
  await first.putKeyPair({ regionId, keyPairName: "gone" });
  first.removeKeyPair(regionId, "gone");
  first.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev" });
  const before = [first.keyPairs(), first.instances()];
  await first.close();

  const second = await startEmulator({ dataFile });
  const after = [second.keyPairs(), second.instances()];
  await second.close();

  expect(after).toEqual(before);
});

test("a transition and a pending key survive a restart of the emulator", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const conditions = { instanceStopMs: 600_000 };
  const first = await startEmulator({ dataFile, conditions });
  const { publicKey } = await first.putKeyPair({ regionId, keyPairName: "dev" });
  first.addInstance({ regionId, instanceId: "i-1" });
  first.addInstance({ regionId, instanceId: "i-2" });
  const binding = { RegionId: regionId, KeyPairName: "dev", InstanceIds: '["i-2"]' };
  await rpcCall(first.url, "AttachKeyPair", binding);
  await rpcCall(first.url, "StopInstance", { InstanceId: "i-1" });
  await first.close();

  const second = await startEmulator({ dataFile });
  await rpcCall(second.url, "RebootInstance", { InstanceId: "i-2" });
  const after = second.instances();
  await second.close();

  expect(after).toMatchObject([{ status: "Stopping" }, { status: "Running", authorizedKeys: [publicKey] }]);
});

test("a data file of release 0.1.0 is still read", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const names = { regionId, instanceId: "i-1", instanceName: "i-1", osType: "linux", keyPairName: "dev" };
  const instance = { ...names, creationTimeMs: 0 };
  const accountId = await accountIdOfFirst();
  const change = { change: "instancePut", accountId, instance };
  const head = { emulator: "ecs-key-pairs", version: 1 };
  writeFileSync(dataFile, `${JSON.stringify(head)}\n${JSON.stringify(change)}\n`);

  const emulator = await startEmulator({ dataFile });
  const instances = emulator.instances();
  await emulator.close();

  const startTime = "1970-01-01T00:00:00.000Z";
  const completed = { ...names, status: "Running", ioOptimized: true, passwordLogin: false, startTime };
  expect(instances).toMatchObject([completed]);
});

async function accountIdOfFirst(): Promise<string> {
  const emulator = await startEmulator();
  await emulator.close();
  return emulator.accountId();
}

test("the state file holds no private key", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const emulator = await startEmulator({ dataFile });
  const { body } = await create(new Ecs(sdkConfig(emulator.url)), "dev");
  await emulator.close();

  const line = body?.privateKeyBody?.split("\n")[1] ?? "";

  expect(line).toHaveLength(64);
  expect(readFileSync(dataFile, "utf8")).not.toContain(line);
});

test("a last line that a kill cut short is ignored", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const first = await startEmulator({ dataFile });
  await first.putKeyPair({ regionId, keyPairName: "dev" });
  await first.close();
  appendFileSync(dataFile, '{"change":"keyPairPut","accountId":"1');

  const second = await startEmulator({ dataFile });
  await second.putKeyPair({ regionId, keyPairName: "later" });
  await second.close();
  const third = await startEmulator({ dataFile });
  const names = third.keyPairs().map(({ keyPairName }) => keyPairName);
  await third.close();

  expect(names).toEqual(["dev", "later"]);
});

test("a reset survives a restart", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const first = await startEmulator({ dataFile });
  await first.putKeyPair({ regionId, keyPairName: "dev" });
  first.reset();
  await first.close();

  const second = await startEmulator({ dataFile });
  const keyPairs = second.keyPairs();
  await second.close();

  expect(keyPairs).toEqual([]);
});

test("a file that no emulator wrote is refused and left unchanged", async ({ folder }) => {
  const dataFile = join(folder, "state");
  writeFileSync(dataFile, "my diary\n");

  await expect(startEmulator({ dataFile })).rejects.toThrow("is not an emulator's data file");

  expect(readFileSync(dataFile, "utf8")).toBe("my diary\n");
});

test("a file that is damaged in the middle is refused, naming the line", async ({ folder }) => {
  const dataFile = join(folder, "state");
  const first = await startEmulator({ dataFile });
  await first.putKeyPair({ regionId, keyPairName: "dev" });
  await first.close();
  appendFileSync(dataFile, "nonsense\n");

  await expect(startEmulator({ dataFile })).rejects.toThrow("is damaged at line 3");
});

test("two emulators cannot share a state file", async ({ start, folder }) => {
  const dataFile = join(folder, "state");
  const first = start("--port", "0", "--data", dataFile);
  await first.url();

  const second = start("--port", "0", "--data", dataFile);
  const { code, stderr } = await second.end();

  expect(code).toBe(1);
  expect(stderr).toContain(`Process ${first.process.pid ?? 0} is using this data file`);
});
