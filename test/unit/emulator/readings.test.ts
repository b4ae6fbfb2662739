// Each contradiction in the documentation, under its other readings.
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import * as sshpk from "sshpk";
import { expect, onTestFinished, test } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { contradictions, defaultReadings, type Readings } from "../../../emulator/readings";
import { regionId } from "./fixtures";
import { rpcCall } from "./rpcCall";

const dev = { RegionId: regionId, KeyPairName: "dev" };
const tagged = { RegionId: regionId, ResourceType: "keypair", "ResourceId.1": "dev" };

async function startWith(readings: Partial<Readings>): Promise<Emulator> {
  const emulator = await startEmulator({ readings, keyPool: 1 });
  onTestFinished(() => emulator.close());
  return emulator;
}

test("the defaults are each contradiction's first choice", () => {
  const first = Object.entries(contradictions).map(([name, { choices }]) => [name, choices[0]]);

  expect(defaultReadings).toEqual(Object.fromEntries(first));
});

test("the private key can come as PKCS#8", async () => {
  const emulator = await startWith({ privateKeyForm: "pkcs8" });

  const { fields } = await rpcCall(emulator.url, "CreateKeyPair", dev);

  expect(fields["PrivateKeyBody"]).toMatch(/^-----BEGIN PRIVATE KEY-----\nMII/u);
});

test("the private key can come without armor", async () => {
  const emulator = await startWith({ privateKeyArmor: "none" });

  const { fields } = await rpcCall(emulator.url, "CreateKeyPair", dev);

  const body = String(fields["PrivateKeyBody"]);
  expect(body).toMatch(/^MII[A-Za-z0-9+/=\n]*[A-Za-z0-9+/=]$/u);
  const key = createPrivateKey({ key: Buffer.from(body, "base64"), format: "der", type: "pkcs1" });
  expect(key.asymmetricKeyType).toBe("rsa");
});

test.for([
  ["md5", /^[0-9a-f]{32}$/u],
  ["md5-colons", /^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/u],
  ["sha1-colons", /^(?:[0-9a-f]{2}:){19}[0-9a-f]{2}$/u],
] as const)("the fingerprint can be %s", async ([fingerprintForm, form]) => {
  const emulator = await startWith({ fingerprintForm });

  const { fields } = await rpcCall(emulator.url, "CreateKeyPair", dev);

  expect(fields["KeyPairFingerPrint"]).toMatch(form);
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

test("an ED25519 key can be imported", async () => {
  const emulator = await startWith({ ed25519Import: "accepted" });
  const pem = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" });
  const PublicKeyBody = sshpk.parseKey(pem, "pem").toString("ssh");

  const { status } = await rpcCall(emulator.url, "ImportKeyPair", { ...dev, PublicKeyBody });

  expect(status).toBe(200);
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

test("deleting a missing name can be an error, and then deletes nothing", async () => {
  const emulator = await startWith({ missingNameDeletion: "refused" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });

  const names = { RegionId: regionId, KeyPairNames: '["dev","nobody"]' };
  const answer = await rpcCall(emulator.url, "DeleteKeyPairs", names);

  expect(answer).toMatchObject({ status: 404, fields: { Code: "InvalidKeyPair.NotFound" } });
  expect(emulator.keyPairs()).toHaveLength(1);
});

test("a taken name can be malformed", async () => {
  const emulator = await startWith({ takenName: "malformed" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });

  const answer = await rpcCall(emulator.url, "CreateKeyPair", dev);

  expect(answer).toMatchObject({ status: 400, fields: { Code: "InvalidKeyPairName.Malformed" } });
});

test("an unknown region can have the older message", async () => {
  const emulator = await startWith({ unknownRegionMessage: "older" });

  const { fields } = await rpcCall(emulator.url, "DescribeKeyPairs", { RegionId: "xx-1" });

  expect(fields["Message"]).toBe("The specified RegionId does not exist.");
});

test("binding a missing key pair can be a 404", async () => {
  const emulator = await startWith({ attachToMissing: "404" });

  const answer = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds: '["i-1"]' });

  expect(answer).toMatchObject({ status: 404, fields: { Code: "InvalidKeyPairName.NotFound" } });
});

test.for([
  ["i-windows", 403, "DependencyViolation.WindowsInstance"],
  ["i-slow", 400, "DependencyViolation.IoOptimize"],
  ["i-pending", 403, "IncorrectInstanceStatus"],
  ["i-none", 404, "InvalidInstanceId.NotFound"],
] as const)("%s can refuse a whole binding call", async ([unfit, status, code]) => {
  const emulator = await startWith({ bindingFaults: "whole-call" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-fit" });
  emulator.addInstance({ regionId, instanceId: "i-windows", osType: "windows" });
  emulator.addInstance({ regionId, instanceId: "i-slow", ioOptimized: false });
  emulator.addInstance({ regionId, instanceId: "i-pending", status: "Pending" });

  const InstanceIds = JSON.stringify(["i-fit", unfit]);
  const answer = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds });

  expect(answer).toMatchObject({ status, fields: { Code: code } });
  expect(emulator.keyPairs()[0]?.instanceIds).toEqual([]);
});

test("counts, codes and flags of per-instance results can be strings", async () => {
  const emulator = await startWith({ instanceResultTypes: "strings" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1" });

  const attached = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds: '["i-1","i-2"]' });
  const stopped = await rpcCall(emulator.url, "StopInstances", { RegionId: regionId, "InstanceId.1": "i-1" });

  expect(attached.fields).toMatchObject({
    TotalCount: "2",
    FailCount: "1",
    Results: {
      Result: [
        { Code: "200", Success: "true" },
        { Code: "InvalidInstanceId.NotFound", Success: "false" },
      ],
    },
  });
  expect(stopped.fields).toMatchObject({ InstanceResponses: { InstanceResponse: [{ Code: "200" }] } });
});

test("a restarting instance can be Stopping", async () => {
  const emulator = await startWith({ rebootingStatus: "stopping" });
  emulator.setConditions({ instanceStopMs: 60_000 });
  emulator.addInstance({ regionId, instanceId: "i-1" });

  await rpcCall(emulator.url, "RebootInstance", { InstanceId: "i-1" });

  expect(emulator.instances()[0]?.status).toBe("Stopping");
});

test("tag keys can be limited to 64 characters", async () => {
  const emulator = await startWith({ tagKeyLength: "64" });
  const statusOf = async (length: number): Promise<number> =>
    (await rpcCall(emulator.url, "CreateKeyPair", { ...dev, "Tag.1.Key": "k".repeat(length) })).status;

  const statuses = [await statusOf(65), await statusOf(64)];

  expect(statuses).toEqual([400, 200]);
});

test("key pairs of the default resource group can be listed for every group", async () => {
  const emulator = await startWith({ defaultResourceGroup: "always" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  await emulator.putKeyPair({ regionId, keyPairName: "other", resourceGroupId: "rg-other" });

  const filter = { RegionId: regionId, ResourceGroupId: "rg-none" };
  const { fields } = await rpcCall(emulator.url, "DescribeKeyPairs", filter);

  expect(fields).toMatchObject({ TotalCount: 1, KeyPairs: { KeyPair: [{ KeyPairName: "dev" }] } });
});

test("All together with named tags can be ignored", async () => {
  const emulator = await startWith({ untagAllWithKeys: "keys" });
  await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { a: "", b: "" } });

  await rpcCall(emulator.url, "UntagResources", { ...tagged, All: "true", "TagKey.1": "a" });

  expect(emulator.keyPairs()[0]?.tags).toEqual({ b: "" });
});

test("the error for a wrong signature can omit the string to sign", async () => {
  const emulator = await startWith({ stringToSign: "untold" });

  const { fields } = await rpcCall(emulator.url, "DescribeRegions", {}, { signature: "wrong" });

  expect(fields["Message"]).toBe("Specified signature is not matched with our calculation.");
});
