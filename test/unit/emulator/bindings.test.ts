// Binding key pairs to instances, tagging them, and what that forbids.
import { expect } from "vitest";
import { regionId, test } from "./fixtures";
import { rpcCall } from "./rpcCall";

const dev = { RegionId: regionId, KeyPairName: "dev" };
const tagged = { RegionId: regionId, ResourceType: "keypair", "ResourceId.1": "dev" };

test("binding returns a result for each instance", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1" });
  emulator.addInstance({ regionId, instanceId: "i-others", accessKeyId: "other" });

  const InstanceIds = '["i-1","i-others","i-none"]';
  const { fields } = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds });

  expect(fields).toMatchObject({
    KeyPairName: "dev",
    TotalCount: 3,
    FailCount: 2,
    Results: {
      Result: [
        { InstanceId: "i-1", Code: 200, Message: "successful", Success: true },
        { InstanceId: "i-others", Code: "InvalidInstanceId.NotFound", Success: false },
        { InstanceId: "i-none", Code: "InvalidInstanceId.NotFound", Success: false },
      ],
    },
  });
  expect(emulator.keyPairs()[0]?.instanceIds).toEqual(["i-1"]);
});

test.for([
  ["AttachKeyPair", { osType: "windows" }, "DependencyViolation.WindowsInstance"],
  ["AttachKeyPair", { ioOptimized: false }, "DependencyViolation.IoOptimize"],
  ["AttachKeyPair", { status: "Pending" }, "IncorrectInstanceStatus"],
  ["AttachKeyPair", { status: "Starting" }, "IncorrectInstanceStatus"],
  ["AttachKeyPair", { status: "Stopping" }, "IncorrectInstanceStatus"],
  ["DetachKeyPair", { osType: "windows" }, "DependencyViolation.WindowsInstance"],
  ["DetachKeyPair", { status: "Stopping" }, "IncorrectInstanceStatus"],
] as const)("%s fails only for an instance with %o", async ([action, unfit, code], { emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  const bound = action === "DetachKeyPair" ? { keyPairName: "dev" } : {};
  emulator.addInstance({ regionId, instanceId: "i-fit", ...bound });
  emulator.addInstance({ regionId, instanceId: "i-unfit", ...bound, ...unfit });

  const answer = await rpcCall(emulator.url, action, { ...dev, InstanceIds: '["i-unfit","i-fit"]' });

  const succeeded = { InstanceId: "i-fit", Code: 200, Success: true };
  const failed = { InstanceId: "i-unfit", Code: code, Success: false };
  expect(answer).toMatchObject({
    status: 200,
    fields: { TotalCount: 2, FailCount: 1, Results: { Result: [failed, succeeded] } },
  });
  const bindings = emulator.instances().map(({ keyPairName }) => keyPairName);
  expect(bindings).toEqual(action === "AttachKeyPair" ? ["dev", undefined] : [undefined, "dev"]);
});

test("an instance that is not I/O optimized can still be unbound", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev", ioOptimized: false });

  const { fields } = await rpcCall(emulator.url, "DetachKeyPair", { ...dev, InstanceIds: '["i-1"]' });

  expect(fields).toMatchObject({ FailCount: 0 });
});

test("lists are accepted with single quotes, as the documents' examples have them", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1" });
  emulator.addInstance({ regionId, instanceId: "i-2" });
  const InstanceIds = "[ 'i-1', 'i-2' ]";

  const attached = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds });
  const listed = await rpcCall(emulator.url, "DescribeInstances", { RegionId: regionId, InstanceIds });
  const detached = await rpcCall(emulator.url, "DetachKeyPair", { ...dev, InstanceIds });
  await rpcCall(emulator.url, "DeleteKeyPairs", { RegionId: regionId, KeyPairNames: "['dev']" });

  expect([attached, listed, detached].map(({ fields }) => fields["TotalCount"])).toEqual([2, 2, 2]);
  expect(emulator.keyPairs()).toEqual([]);
});

test("binding another key pair replaces the previous one", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  await emulator.putKeyPair({ regionId, keyPairName: "old" });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "old" });

  await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds: '["i-1"]' });

  expect(emulator.instances()[0]?.keyPairName).toBe("dev");
});

test("unbinding a key pair that is not bound fails for that instance", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "other" });

  const { fields } = await rpcCall(emulator.url, "DetachKeyPair", { ...dev, InstanceIds: '["i-1"]' });

  const failed = { Code: "InvalidInstanceIds.ValueNotSupported", Success: false };
  expect(fields).toMatchObject({ FailCount: 1, Results: { Result: [failed] } });
  expect(emulator.instances()[0]?.keyPairName).toBe("other");
});

test("a key pair can be deleted once it is unbound", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev" });
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev" });
  const remove = () =>
    rpcCall(emulator.url, "DeleteKeyPairs", { RegionId: regionId, KeyPairNames: '["dev"]' });

  const bound = await remove();
  await rpcCall(emulator.url, "DetachKeyPair", { ...dev, InstanceIds: '["i-1"]' });
  const unbound = await remove();

  expect([bound.status, unbound.status]).toEqual([400, 200]);
  expect(emulator.keyPairs()).toEqual([]);
});

test("a tag replaces one with the same key", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { a: "1", b: "2" } });

  const added = { "Tag.1.Key": "a", "Tag.1.Value": "3", "Tag.2.Key": "c", "Tag.2.Value": "acs:4" };
  const { status } = await rpcCall(emulator.url, "TagResources", { ...tagged, ...added });

  expect(status).toBe(200);
  expect(emulator.keyPairs()[0]?.tags).toEqual({ a: "3", b: "2", c: "acs:4" });
});

test("All removes every tag", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { a: "1", b: "2" } });

  await rpcCall(emulator.url, "UntagResources", { ...tagged, All: "true" });

  expect(emulator.keyPairs()[0]?.tags).toEqual({});
});

test("twenty tags fit on a key pair", async ({ emulator }) => {
  const tags = Object.fromEntries(
    Array.from({ length: 20 }, (_, n): [string, string] => [`Tag.${n + 1}.Key`, `tag-${n}`]),
  );

  const { status } = await rpcCall(emulator.url, "CreateKeyPair", { ...dev, ...tags });

  expect(status).toBe(200);
  expect(Object.keys(emulator.keyPairs()[0]?.tags ?? {})).toHaveLength(20);
});

test.for(["dd", "d".repeat(128), "Dev:1_2-3.4", "d密钥", "密钥", "développement", "dहिन्दी"])(
  "%s is a good name",
  async (keyPairName, { emulator }) => {
    const { status } = await rpcCall(emulator.url, "CreateKeyPair", { ...dev, KeyPairName: keyPairName });

    expect(status).toBe(200);
  },
);

test("an account does not see what another has", async ({ emulator }) => {
  await emulator.putKeyPair({ regionId, keyPairName: "dev", accessKeyId: "other" });

  const tag = await rpcCall(emulator.url, "TagResources", { ...tagged, "Tag.1.Key": "a" });
  const attach = await rpcCall(emulator.url, "AttachKeyPair", { ...dev, InstanceIds: '["i-1"]' });
  await rpcCall(emulator.url, "DeleteKeyPairs", { RegionId: regionId, KeyPairNames: '["dev"]' });

  expect([tag.status, attach.status]).toEqual([404, 400]);
  expect(emulator.keyPairs("other")).toHaveLength(1);
});
