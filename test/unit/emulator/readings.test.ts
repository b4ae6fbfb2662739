// Readings beyond what contract.test.ts shows call by call.
import { createPrivateKey } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { contradictions, defaultReadings, type Readings } from "../../../emulator/readings";
import { regionId } from "./fixtures";
import { rpcCall } from "./rpcCall";

const dev = { RegionId: regionId, KeyPairName: "dev" };

async function startWith(readings: Partial<Readings>): Promise<Emulator> {
  const emulator = await startEmulator({ readings, keyPool: 1 });
  onTestFinished(() => emulator.close());
  return emulator;
}

test("the defaults are each contradiction's first choice", () => {
  const first = Object.entries(contradictions).map(([name, { choices }]) => [name, choices[0]]);

  expect(defaultReadings).toEqual(Object.fromEntries(first));
});

test("a private key without armor is whole", async () => {
  const emulator = await startWith({ privateKeyArmor: "none" });

  const { fields } = await rpcCall(emulator.url, "CreateKeyPair", dev);

  const body = String(fields["PrivateKeyBody"]);
  expect(body).toMatch(/^MII[A-Za-z0-9+/=\n]*[A-Za-z0-9+/=]$/u);
  const key = createPrivateKey({ key: Buffer.from(body, "base64"), format: "der", type: "pkcs1" });
  expect(key.asymmetricKeyType).toBe("rsa");
});

test("names can be limited to English letters, digits and three signs", async () => {
  const emulator = await startWith({ keyPairNames: "narrow" });
  const statusOf = async (keyPairName: string): Promise<number> =>
    (await rpcCall(emulator.url, "CreateKeyPair", { ...dev, KeyPairName: keyPairName })).status;

  const names = ["dev.1", "d密钥", "密钥", "dev:1_2-3"];
  const statuses: number[] = [];
  for (const name of names) statuses.push(await statusOf(name));

  expect(statuses).toEqual([400, 400, 400, 200]);
});

test("a deleted name can stay reserved for an hour", async () => {
  let nowMs = Date.now();
  const emulator = await startEmulator({
    readings: { deletedNames: "reserved" },
    keyPool: 1,
    nowMs: () => nowMs,
  });
  onTestFinished(() => emulator.close());
  const create = async () => {
    const Timestamp = new Date(nowMs).toISOString().replace(/\.\d+Z$/u, "Z");
    return await rpcCall(emulator.url, "CreateKeyPair", dev, { common: { Timestamp } });
  };
  await create();
  emulator.removeKeyPair(regionId, "dev");

  nowMs += 59 * 60_000;
  const within = await create();
  nowMs += 2 * 60_000;
  const after = await create();

  expect([within.fields["Code"], after.status]).toEqual(["KeyPair.AlreadyExist", 200]);
});

test("a refused instance can keep the whole call from binding any", async () => {
  const emulator = await startWith({ bindingFaults: "whole-call" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-fit" });

  const InstanceIds = '["i-fit","i-none"]';
  const answer = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds });

  expect(answer).toMatchObject({ status: 404, fields: { Code: "InvalidInstanceId.NotFound" } });
  expect(emulator.keyPairs()[0]?.instanceIds).toEqual([]);
});

test("codes of per-instance results can be strings in batches too", async () => {
  const emulator = await startWith({ instanceResultTypes: "strings" });
  emulator.addInstance({ regionId, instanceId: "i-1" });

  const stopped = await rpcCall(emulator.url, "StopInstances", { RegionId: regionId, "InstanceId.1": "i-1" });

  expect(stopped.fields).toMatchObject({ InstanceResponses: { InstanceResponse: [{ Code: "200" }] } });
});

test("a restarting instance can be Stopping", async () => {
  const emulator = await startWith({ rebootingStatus: "stopping" });
  emulator.setConditions({ instanceStopMs: 60_000 });
  emulator.addInstance({ regionId, instanceId: "i-1" });

  await rpcCall(emulator.url, "RebootInstance", { InstanceId: "i-1" });

  expect(emulator.instances()[0]?.status).toBe("Stopping");
});
