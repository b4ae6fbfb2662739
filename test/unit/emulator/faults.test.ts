// Faults on demand, as the official SDK sees them.
import Ecs, { CreateKeyPairRequest, DescribeKeyPairsRequest } from "@alicloud/ecs20140526";
import { expect } from "vitest";
import { regionId, sdkConfig, test } from "./fixtures";

const describe = new DescribeKeyPairsRequest({ regionId });
const create = new CreateKeyPairRequest({ regionId, keyPairName: "dev" });

test("the next calls of an action return the given code, later ones do not", async ({ client, emulator }) => {
  emulator.faults.add({ kind: "error", action: "CreateKeyPair", code: "Throttling.User", calls: 2 });

  await client.describeKeyPairs(describe);
  await expect(client.createKeyPair(create)).rejects.toMatchObject({
    code: "Throttling.User",
    statusCode: 400,
  });
  await expect(client.createKeyPair(create)).rejects.toMatchObject({ code: "Throttling.User" });
  await client.createKeyPair(create);

  expect(emulator.calls().map(({ outcome }) => outcome)).toEqual([
    "OK",
    "Throttling.User",
    "Throttling.User",
    "OK",
  ]);
});

test("a connection dropped before the effect leaves no key pair", async ({ client, emulator }) => {
  emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1 });

  await expect(client.createKeyPair(create)).rejects.toThrow();

  expect(emulator.keyPairs()).toEqual([]);
});

test("a connection dropped after the effect leaves a key pair", async ({ client, emulator }) => {
  emulator.faults.add({ kind: "dropConnection", action: "CreateKeyPair", calls: 1, effect: true });

  await expect(client.createKeyPair(create)).rejects.toThrow();

  expect(emulator.keyPairs()).toHaveLength(1);
});

test("an HTML page with status 502 replaces a response", async ({ emulator }) => {
  emulator.faults.add({ kind: "html", calls: 1 });

  const response = await fetch(`${emulator.url}/?Action=DescribeKeyPairs`);

  expect(response.status).toBe(502);
  expect(response.headers.get("content-type")).toBe("text/html");
  expect(await response.text()).toContain("<html>");
});

test("a call without a response ends with the emulator", async ({ emulator, client }) => {
  emulator.faults.add({ kind: "neverAnswer", action: "CreateKeyPair" });

  const call = client.createKeyPair(create).catch((error: unknown) => error);
  await expect.poll(() => emulator.calls()).toHaveLength(1);
  await emulator.close();

  expect(await call).toBeInstanceOf(Error);
});

test("an action can take effect after its client has given up", async ({ emulator }) => {
  emulator.faults.add({ kind: "delay", action: "CreateKeyPair", effectDelayMs: 300 });
  const config = sdkConfig(emulator.url);
  config.connectTimeout = config.readTimeout = 100;
  const impatient = new Ecs(config);

  await expect(impatient.createKeyPair(create)).rejects.toThrow();
  const before = emulator.keyPairs();
  await expect.poll(() => emulator.keyPairs()).toHaveLength(1);

  expect(before).toEqual([]);
});

test("a response can come late although the effect is immediate", async ({ emulator, client }) => {
  emulator.faults.add({ kind: "delay", action: "CreateKeyPair", answerDelayMs: 2_000 });
  let answered = false;

  const call = client.createKeyPair(create).then(() => (answered = true));
  await expect.poll(() => emulator.keyPairs()).toHaveLength(1);
  const answeredAtEffect = answered;
  await call;

  expect(answeredAtEffect).toBe(false);
});

test("half of a body arrives before the connection breaks", async ({ emulator, client }) => {
  emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 1 });

  await expect(client.createKeyPair(create)).rejects.toThrow();

  expect(emulator.keyPairs()).toHaveLength(1);
});

test("cleared faults apply to no call", async ({ emulator, client }) => {
  emulator.faults.add({ kind: "error", code: "InternalError" });
  emulator.faults.clear();

  await client.createKeyPair(create);

  expect(emulator.faults.list()).toEqual([]);
});
