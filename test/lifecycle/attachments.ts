/** What the tests of attachments stand on: a key pair, instances, and a host driven as for an attachment. */
import type { Emulator } from "../../emulator/emulator";
import type { AddInstance } from "../../emulator/instanceDoors";
import { inputs, it as lifecycleTest } from "./fixtures";
import { openStack, type Stack } from "./stack";

export const regionId = "cn-hangzhou";

interface Fixtures {
  /** A stack of one attachment on the host. */
  stack: Stack;
}

/** A test with the key pairs `dev` and `next` in the cloud, and hosts driven as for an attachment. */
export const it = lifecycleTest.extend({ resource: "KeyPairAttachment" as const }).extend<Fixtures>({
  stack: async ({ host, emulator }, use) => {
    await emulator.putKeyPair({ regionId, keyPairName: "dev" });
    await emulator.putKeyPair({ regionId, keyPairName: "next" });
    await use(openStack(host));
  },
});

/** Arguments of an attachment of the key pair `dev`. */
export function attachment(
  instanceIds: readonly string[],
  args: Record<string, unknown> = {},
): Record<string, unknown> {
  return inputs({ keyPairName: "dev", instanceIds, ...args });
}

/** Puts instances `i-1`, `i-2` and so on into the cloud. */
export function putInstances(emulator: Emulator, count: number, wanted: Partial<AddInstance> = {}): string[] {
  return Array.from({ length: count }, (_, index) => putInstance(emulator, `i-${index + 1}`, wanted));
}

/** Puts an instance into the cloud, in place of any other of its id. */
export function putInstance(
  emulator: Emulator,
  instanceId: string,
  wanted: Partial<AddInstance> = {},
): string {
  return emulator.addInstance({ regionId, instanceId, ...wanted }).instanceId;
}

/** The instances that a key pair is bound to in the cloud. */
export function boundTo(emulator: Emulator, keyPairName: string): string[] {
  return emulator
    .instances()
    .filter((instance) => instance.keyPairName === keyPairName)
    .map(({ instanceId }) => instanceId);
}

/** The instances that each call of an action named, in order. */
export function idsAskedOf(emulator: Emulator, action: string): string[][] {
  return emulator
    .calls()
    .filter((call) => call.action === action)
    .map(({ parameters }) =>
      parameters["InstanceIds"] === undefined
        ? Object.entries(parameters).flatMap(([name, value]) =>
            name.startsWith("InstanceId.") ? [value] : [],
          )
        : (JSON.parse(parameters["InstanceIds"]) as string[]),
    );
}
