/** What tests of the command `orphans` stand on: crafted exports, tagged pairs, a clock. */
import { inject } from "vitest";
import { startEmulator, type Emulator } from "../emulator/emulator";
import { runCommand, type CommandEnd } from "./command";
import { attemptTag, emulatorEnvironment, it as base, ownerTag } from "./fixtures";

/** The default region. */
export const regionId = "cn-hangzhou";
/** A minute. */
export const minuteMs = 60_000;

interface Fixtures {
  emulator: Emulator;
  /** How far the emulator's clock is behind. */
  clock: { behindMs: number };
  /** Runs the command on an export. */
  orphans: (exported: object | string, ...args: string[]) => Promise<CommandEnd>;
}

/** A test with the command, and an emulator whose clock can be set back. */
export const it = base.extend<Fixtures>({
  clock: { behindMs: 0 },
  emulator: async ({ accounts, clock }, use) => {
    const nowMs = (): number => Date.now() - clock.behindMs;
    const emulator = await startEmulator({ keyPool: 2, accounts, nowMs });
    await use(emulator);
    await emulator.close();
  },
  orphans: async ({ emulator, home }, use) => {
    const env = { HOME: home, ...emulatorEnvironment(emulator.url) };
    await use((exported, ...args) => {
      const stdin = typeof exported === "string" ? exported : JSON.stringify(exported);
      return runCommand(["orphans", ...args], { installed: inject("installed"), env, stdin });
    });
  },
});

interface Held {
  readonly name?: string;
  readonly type?: string;
  readonly outputs: Record<string, unknown>;
  readonly delete?: true;
}

/** The type of the dynamic host's pairs. */
export const dynamicType = "pulumi-nodejs:dynamic/alicloud:KeyPair";
const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

/** An export of the stack `dev` of the project `shop`, which has these key pairs. */
export function exportOf(...pairs: Held[]): object {
  const keyPairs = pairs.map(({ name = "key", type = dynamicType, outputs, ...rest }) => ({
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    custom: true,
    id: outputs["keyPairName"],
    type,
    outputs,
    ...rest,
  }));
  const stack = { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack" };
  return { version: 3, deployment: { manifest: {}, resources: [stack, ...keyPairs] } };
}

/** Puts a tagged pair into the cloud that was made two hours ago, unless said otherwise. */
export async function putTagged(
  { emulator, clock }: { emulator: Emulator; clock: { behindMs: number } },
  keyPairName: string,
  {
    owner = "shop/dev/key",
    attempt = `attempt-of-${keyPairName}`,
    madeMinutesAgo = 120,
    region = regionId,
  } = {},
): Promise<void> {
  clock.behindMs = madeMinutesAgo * minuteMs;
  const tags = { [ownerTag]: owner, [attemptTag]: attempt };
  await emulator.putKeyPair({ regionId: region, keyPairName, tags });
  clock.behindMs = 0;
}

/** What `--json` prints. */
export interface Listing {
  readonly regionIds: string[];
  readonly orphans: Record<string, unknown>[];
}

/** Reads it. */
export function listing({ stdout }: CommandEnd): Listing {
  return JSON.parse(stdout) as Listing;
}

/** The names in it. */
export function names(end: CommandEnd): unknown[] {
  return listing(end).orphans.map((orphan) => orphan["keyPairName"]);
}
