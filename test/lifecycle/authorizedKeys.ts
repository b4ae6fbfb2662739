/** What the tests of authorized keys stand on: instances that run, and a host driven as for an authorized key. */
import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseKey } from "sshpk";
import type { AddInstance } from "../../emulator/instanceDoors";
import { startEmulator, type Emulator } from "../../emulator/emulator";
import { instancesFolder, type InstancesFolder } from "../instancesFolder";
import { inputs, it as lifecycleTest } from "./fixtures";
import type { Host } from "./host";
import { openStack, type Stack } from "./stack";

export const regionId = "cn-hangzhou";

/** The account of instances that run needs a secret that not everyone knows. */
export const secret = "only-these-tests-know";

interface OneStack {
  /** A stack of one authorized key on the host. */
  stack: Stack;
}

/** A test with an emulator whose instances run, and hosts driven as for an authorized key. */
export const it = lifecycleTest
  .extend({ resource: "AuthorizedKey" as const })
  .extend<InstancesFolder>(instancesFolder)
  .extend({
    emulator: async ({ instances, readings }, use: (emulator: Emulator) => Promise<void>) => {
      const accounts = [{ accessKeyId: "emulator", accessKeySecret: secret }];
      const emulator = await startEmulator({ keyPool: 4, accounts, readings, instancesFolder: instances });
      await use(emulator);
      await emulator.close();
    },
    host: async ({ startHost }, use: (host: Host) => Promise<void>) => {
      await use(await startHost({ env: { ALICLOUD_SECRET_KEY: secret } }));
    },
  })
  .extend<OneStack>({
    stack: async ({ host }, use) => {
      await use(openStack(host));
    },
  });

/** A public key, in OpenSSH's form. */
export function newKey(): string {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return parseKey(pem, "pem").toString("ssh").split(" ").slice(0, 2).join(" ");
}

/** Arguments of an authorized key. */
export function authorizedKey(
  publicKey: string,
  instanceIds: readonly string[],
  args: Record<string, unknown> = {},
): Record<string, unknown> {
  return inputs({ publicKey, instanceIds, ...args });
}

/** Puts instances `i-1`, `i-2` and so on into the cloud. */
export function putInstances(emulator: Emulator, count: number, wanted: Partial<AddInstance> = {}): string[] {
  return Array.from(
    { length: count },
    (_, index) => emulator.addInstance({ regionId, instanceId: `i-${index + 1}`, ...wanted }).instanceId,
  );
}

/** The keys that an instance's root accepts, without comments. */
export function keysOn(emulator: Emulator, instanceId: string): string[] {
  const instance = emulator.instances().find((each) => each.instanceId === instanceId);
  return (instance?.authorizedKeys ?? []).map((line) => line.split(" ").slice(0, 2).join(" "));
}

/** Where a user's keys are on an instance. */
function fileOf(instances: string, instanceId: string, home: string): string {
  return join(instances, instanceId, home, ".ssh", "authorized_keys");
}

/** What the file of a user holds. */
export function readKeys(instances: string, instanceId: string, home = "root"): Promise<string> {
  return readFile(fileOf(instances, instanceId, home), "utf8");
}

/** Writes the file of a user, as others do on the instance. */
export async function writeKeys(
  instances: string,
  instanceId: string,
  text: string,
  home = "root",
): Promise<void> {
  const file = fileOf(instances, instanceId, home);
  await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
}
