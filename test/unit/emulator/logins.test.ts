// Which keys and passwords an instance accepts after a key pair was attached or detached.
import { expect, onTestFinished, test } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import type { Readings } from "../../../emulator/readings";
import { regionId } from "./fixtures";
import { rpcCall } from "./rpcCall";

type Reading = Readings["keyAtStart"];

interface Fleet {
  readonly emulator: Emulator;
  /** The public keys of the key pairs, and one that was added by hand. */
  readonly keys: { readonly old: string; readonly dev: string; readonly byHand: string };
}

/** An instance with the key pair `old` and another key that was added by hand, and a key pair `dev` beside it. */
async function startFleet(keyAtStart: Reading = "overwrite"): Promise<Fleet> {
  const emulator = await startEmulator({ readings: { keyAtStart }, keyPool: 3 });
  onTestFinished(() => emulator.close());
  const [old, dev, byHand] = [
    (await emulator.putKeyPair({ regionId, keyPairName: "old" })).publicKey,
    (await emulator.putKeyPair({ regionId, keyPairName: "dev" })).publicKey,
    (await emulator.putKeyPair({ regionId, keyPairName: "other" })).publicKey,
  ];
  const authorizedKeys = [old, byHand];
  emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "old", authorizedKeys });
  return { emulator, keys: { old, dev, byHand } };
}

async function call(emulator: Emulator, action: string, parameters: Record<string, string>): Promise<void> {
  const { status } = await rpcCall(emulator.url, action, parameters);
  expect(status).toBe(200);
}

const binding = (keyPairName: string) => ({
  RegionId: regionId,
  KeyPairName: keyPairName,
  InstanceIds: '["i-1"]',
});
const attach = (emulator: Emulator, name: string) => call(emulator, "AttachKeyPair", binding(name));
const detach = (emulator: Emulator, name: string) => call(emulator, "DetachKeyPair", binding(name));
const reboot = (emulator: Emulator) => call(emulator, "RebootInstance", { InstanceId: "i-1" });

function loginOf(emulator: Emulator): unknown {
  const [instance] = emulator.instances();
  return { keys: instance?.authorizedKeys, password: instance?.passwordLogin };
}

test("an attached key pair takes effect only when the instance restarts", async () => {
  const { emulator, keys } = await startFleet();

  await attach(emulator, "dev");
  const before = loginOf(emulator);
  await reboot(emulator);

  expect(before).toEqual({ keys: [keys.old, keys.byHand], password: false });
  expect(loginOf(emulator)).toEqual({ keys: [keys.dev], password: false });
});

test("on a stopped instance, an attached key pair takes effect when it starts", async () => {
  const { emulator, keys } = await startFleet();

  await call(emulator, "StopInstance", { InstanceId: "i-1" });
  await attach(emulator, "dev");
  const before = loginOf(emulator);
  await call(emulator, "StartInstance", { InstanceId: "i-1" });

  expect(before).toEqual({ keys: [keys.old, keys.byHand], password: false });
  expect(loginOf(emulator)).toEqual({ keys: [keys.dev], password: false });
});

test("a starting instance still shows its previous keys", async () => {
  const { emulator, keys } = await startFleet();
  emulator.setConditions({ instanceStartMs: 60_000 });

  await attach(emulator, "dev");
  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.old, keys.byHand], password: false });
});

test("an attached pair's key can be added to the existing keys", async () => {
  const { emulator, keys } = await startFleet("append");

  await attach(emulator, "dev");
  await reboot(emulator);
  await attach(emulator, "dev");
  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.old, keys.byHand, keys.dev], password: false });
});

test("an attached pair's key can be left for the user to install", async () => {
  const { emulator, keys } = await startFleet("nothing");

  await attach(emulator, "dev");
  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.old, keys.byHand], password: false });
});

test.for(["overwrite", "append"] as const)(
  "with %s, detaching removes the pair's key and enables password login at the next start",
  async (reading) => {
    const { emulator, keys } = await startFleet(reading);

    await detach(emulator, "old");
    const before = loginOf(emulator);
    await reboot(emulator);

    expect(before).toEqual({ keys: [keys.old, keys.byHand], password: false });
    expect(loginOf(emulator)).toEqual({ keys: [keys.byHand], password: true });
  },
);

test("a detached and an attached pair take effect at the same start", async () => {
  const { emulator, keys } = await startFleet("append");

  await detach(emulator, "old");
  await attach(emulator, "dev");
  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.byHand, keys.dev], password: false });
});

test("of several key pairs attached between two starts, only the last takes effect", async () => {
  const { emulator, keys } = await startFleet("append");

  await attach(emulator, "other");
  await attach(emulator, "dev");
  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.old, keys.byHand, keys.dev], password: false });
});

test("a restart without a change of the bound pair keeps all keys", async () => {
  const { emulator, keys } = await startFleet();

  await reboot(emulator);

  expect(loginOf(emulator)).toEqual({ keys: [keys.old, keys.byHand], password: false });
});

test("a new instance accepts its key pair's key, or a password without one", async () => {
  const { emulator, keys } = await startFleet();

  const bound = emulator.addInstance({ regionId, keyPairName: "dev" });
  const unbound = emulator.addInstance({ regionId });
  const windows = emulator.addInstance({ regionId, keyPairName: "dev", osType: "windows" });

  expect(bound).toMatchObject({ authorizedKeys: [keys.dev], passwordLogin: false });
  expect(unbound).toMatchObject({ authorizedKeys: [], passwordLogin: true });
  expect(windows).toMatchObject({ authorizedKeys: [], passwordLogin: true });
});
