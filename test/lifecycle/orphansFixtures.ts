/** What tests of the command `orphans` stand on: crafted exports, a stand-in for the CLI that has them, tagged pairs, a clock. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { startEmulator, type Emulator } from "../../emulator/emulator";
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
  /** Runs the command on an export on stdin. */
  orphans: (exported: object | string, ...args: string[]) => Promise<CommandEnd>;
  login: Login;
}

/** A login of the CLI `pulumi`, which has these stacks. */
interface Login {
  /** Adds a stack, or writes its state anew; without a state, its export fails. */
  put(reference: string, exported?: object, listed?: object): Promise<void>;
  /** Runs the command with that CLI on the PATH. */
  orphans: (...args: string[]) => Promise<CommandEnd>;
  /** What the CLI was asked. */
  asked(): Promise<string>;
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
      return runCommand(["orphans", "-", ...args], { installed: inject("installed"), env, stdin });
    });
  },
  login: async ({ emulator, home }, use) => {
    const stacks = join(home, "stacks");
    const bin = join(home, "bin");
    await mkdir(stacks);
    await mkdir(bin);
    await writeFile(join(stacks, "calls"), "");
    await writeFile(join(bin, "pulumi"), standIn, { mode: 0o755 });
    const list = new Map<string, object>();
    const PATH = `${bin}:${process.env["PATH"] ?? ""}`;
    const env = { ...emulatorEnvironment(emulator.url), HOME: home, PATH, STACKS: stacks };
    await use({
      put: async (reference, exported, listed = {}) => {
        list.set(reference, { name: reference, current: false, ...listed });
        await writeFile(join(stacks, "ls.json"), JSON.stringify([...list.values()]));
        if (exported !== undefined) {
          await writeFile(join(stacks, `${reference.replaceAll("/", "_")}.json`), JSON.stringify(exported));
        }
      },
      orphans: (...args) =>
        runCommand(["orphans", ...args], { installed: inject("installed"), env, stdin: "" }),
      asked: () => readFile(join(stacks, "calls"), "utf8"),
    });
  },
});

/** Answers as the CLI does; its first three arguments are `--non-interactive --color never`. */
const standIn = `#!/bin/sh
shift 3
echo "$*" >> "$STACKS/calls"
case "$2" in
  ls) exec cat "$STACKS/ls.json" ;;
  export)
    file="$STACKS/$(echo "$4" | tr / _).json"
    [ -f "$file" ] && exec cat "$file"
    echo "error: checkpoint is corrupt" >&2
    exit 255 ;;
esac
`;

interface Held {
  readonly name?: string;
  readonly type?: string;
  readonly outputs: Record<string, unknown>;
  readonly delete?: true;
}

/** The type of the dynamic host's pairs. */
export const dynamicType = "pulumi-nodejs:dynamic/alicloud:KeyPair";

/** An export of the stack `dev` of the project `shop`, which has these key pairs. */
export function exportOf(...pairs: Held[]): object {
  return exportOfStack("dev", ...pairs);
}

/** An export of a stack of the project `shop`, which has these key pairs. */
export function exportOfStack(stackName: string, ...pairs: Held[]): object {
  const keyPairs = pairs.map(({ name = "key", type = dynamicType, outputs, ...rest }) => ({
    urn: `urn:pulumi:${stackName}::shop::${type}::${name}`,
    custom: true,
    id: outputs["keyPairName"],
    type,
    outputs,
    ...rest,
  }));
  const urn = `urn:pulumi:${stackName}::shop::pulumi:pulumi:Stack::shop-${stackName}`;
  const stack = { urn, custom: false, type: "pulumi:pulumi:Stack" };
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
  readonly read: string[];
  readonly unread: { stack: string; reason: string }[];
  readonly orphans: Record<string, unknown>[];
  readonly others: Record<string, number>;
}

/** Reads it. */
export function listing({ stdout }: CommandEnd): Listing {
  return JSON.parse(stdout) as Listing;
}

/** The names in it. */
export function names(end: CommandEnd): unknown[] {
  return listing(end).orphans.map((orphan) => orphan["keyPairName"]);
}
