// CreateKeyPair, DescribeKeyPairs and DeleteKeyPairs as the official SDK sees them.
import { createPrivateKey, createPublicKey } from "node:crypto";
import {
  CreateKeyPairRequest,
  CreateKeyPairRequestTag,
  DeleteKeyPairsRequest,
  DescribeKeyPairsRequest,
} from "@alicloud/ecs20140526";
import * as sshpk from "sshpk";
import { expect } from "vitest";
import { regionId, test } from "./fixtures";

test("a created key pair's private key belongs to the stored public key", async ({ client, emulator }) => {
  const created = await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));

  const privateKey = created.body?.privateKeyBody ?? "";
  const derived = createPublicKey(createPrivateKey(privateKey)).export({ type: "spki", format: "pem" });
  const openssh = sshpk.parseKey(derived, "pem").toString("ssh").split(" ").slice(0, 2).join(" ");
  expect(privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/u);
  expect(emulator.keyPairs().map((keyPair) => keyPair.publicKey)).toEqual([openssh]);
});

test("a create returns the key pair's id, name and fingerprint", async ({ client, emulator }) => {
  const created = await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));

  const kept = emulator.keyPairs()[0];
  expect(created.body?.keyPairId).toMatch(/^ssh-[a-z0-9]{20}$/u);
  expect(created.body?.keyPairName).toBe("dev");
  expect(created.body?.keyPairFingerPrint).toMatch(/^[0-9a-f]{32}$/u);
  expect(created.body?.keyPairFingerPrint).toBe(kept?.fingerPrint);
});

test("no view of a key pair holds a private key", async ({ client, emulator }) => {
  const created = await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));
  const body = (created.body?.privateKeyBody ?? "").split("\n")[1] ?? "";

  const views = JSON.stringify([emulator.keyPairs(), emulator.calls()]);

  expect(body).toHaveLength(64);
  expect(views).not.toContain(body);
});

test("describes one key pair by its exact name, with its public key and tags", async ({
  client,
  emulator,
}) => {
  const tag = [new CreateKeyPairRequestTag({ key: "team", value: "" })];
  await client.createKeyPair(
    new CreateKeyPairRequest({ regionId, keyPairName: "dev", tag, resourceGroupId: "rg-abc" }),
  );
  await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev-2" }));

  const request = new DescribeKeyPairsRequest({ regionId, keyPairName: "dev", includePublicKey: true });
  const described = await client.describeKeyPairs(request);

  const kept = emulator.keyPairs()[0];
  const [keyPair, ...rest] = described.body?.keyPairs?.keyPair ?? [];
  expect(rest).toEqual([]);
  expect(described.body?.totalCount).toBe(1);
  expect(keyPair?.keyPairName).toBe("dev");
  expect(keyPair?.publicKey).toBe(kept?.publicKey);
  expect(keyPair?.resourceGroupId).toBe("rg-abc");
  expect(keyPair?.creationTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/u);
  expect(keyPair?.tags?.tag?.map(({ tagKey, tagValue }) => [tagKey, tagValue])).toEqual([["team", ""]]);
});

test("describes a name that does not exist as an empty list", async ({ client }) => {
  const request = new DescribeKeyPairsRequest({ regionId, keyPairName: "nobody" });

  const described = await client.describeKeyPairs(request);

  expect(described.statusCode).toBe(200);
  expect(described.body?.totalCount).toBe(0);
  expect(described.body?.keyPairs?.keyPair).toEqual([]);
});

test("leaves out public keys unless requested", async ({ client }) => {
  await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));

  const described = await client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId }));

  expect(described.body?.keyPairs?.keyPair?.[0]?.publicKey).toBeUndefined();
});

test("lists key pairs in pages of ten by default", async ({ client, emulator }) => {
  for (let number = 0; number < 23; number++) {
    await emulator.putKeyPair({ regionId, keyPairName: `pair-${number}` });
  }

  const names: (string | undefined)[] = [];
  for (let pageNumber = 1; pageNumber <= 4; pageNumber++) {
    const page = await client.describeKeyPairs(new DescribeKeyPairsRequest({ regionId, pageNumber }));
    expect(page.body?.totalCount).toBe(23);
    names.push(...(page.body?.keyPairs?.keyPair ?? []).map((keyPair) => keyPair.keyPairName));
  }

  expect(names).toEqual(Array.from({ length: 23 }, (_, number) => `pair-${number}`));
});

test("deletes only the named key pairs", async ({ client, emulator }) => {
  for (const keyPairName of ["a1", "a2", "a3"]) await emulator.putKeyPair({ regionId, keyPairName });

  await client.deleteKeyPairs(new DeleteKeyPairsRequest({ regionId, keyPairNames: '["a1","a3"]' }));

  expect(emulator.keyPairs().map((keyPair) => keyPair.keyPairName)).toEqual(["a2"]);
});

test("deletes a hundred key pairs with the longest names in one call", async ({ client, emulator }) => {
  const names = Array.from({ length: 100 }, (_, n) => `k${n}-`.padEnd(128, "密"));
  for (const keyPairName of names) await emulator.putKeyPair({ regionId, keyPairName });

  await client.deleteKeyPairs(new DeleteKeyPairsRequest({ regionId, keyPairNames: JSON.stringify(names) }));

  expect(emulator.keyPairs()).toEqual([]);
});

test("deletes a name that does not exist without an error", async ({ client }) => {
  const request = new DeleteKeyPairsRequest({ regionId, keyPairNames: '["nobody"]' });

  const deleted = await client.deleteKeyPairs(request);

  expect(deleted.statusCode).toBe(200);
});

test("separates key pairs of the same name by region and by account", async ({
  client,
  otherClient,
  emulator,
}) => {
  await client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));
  await client.createKeyPair(new CreateKeyPairRequest({ regionId: "eu-central-1", keyPairName: "dev" }));
  await otherClient.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "dev" }));

  await otherClient.deleteKeyPairs(new DeleteKeyPairsRequest({ regionId, keyPairNames: '["dev"]' }));

  expect(emulator.keyPairs("emulator")).toHaveLength(2);
  expect(emulator.keyPairs("other")).toEqual([]);
});

test("refuses the 501st key pair of a region and accepts it after a deletion", async ({
  client,
  emulator,
}) => {
  for (let number = 0; number < 500; number++) {
    await emulator.putKeyPair({ regionId, keyPairName: `pair-${number}` });
  }
  const create = () => client.createKeyPair(new CreateKeyPairRequest({ regionId, keyPairName: "one-more" }));

  await expect(create()).rejects.toMatchObject({ code: "QuotaExceed.KeyPair", statusCode: 403 });
  emulator.removeKeyPair(regionId, "pair-7");
  await create();

  expect(emulator.keyPairs()).toHaveLength(500);
});

test("of many simultaneous creates of one name, exactly one succeeds", async ({ client, emulator }) => {
  const request = new CreateKeyPairRequest({ regionId, keyPairName: "dev" });

  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => client.createKeyPair(request)));

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(emulator.keyPairs()).toHaveLength(1);
});
