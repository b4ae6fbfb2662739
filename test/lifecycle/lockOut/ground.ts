/** What rows run on: five instances, the program's first rotation behind it. One row's end is the next one's beginning. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import type { Readings } from "../../../emulator/readings";
import { keysOn, putInstances, secret } from "../authorizedKeys";
import { emulatorEnvironment } from "../fixtures";
import { startHost, type Host } from "../host";
import { startPlugin } from "../plugin";
import { openDoors, totals, type Doors, type HeldKey } from "./doors";
import { openGuard, type Guard } from "./guard";
import { openProgram, type Program } from "./program";

const starts = { dynamic: startHost, plugin: startPlugin };
const hourMs = 3_600_000;

/** The ids of the instances. */
export const instanceIds = ["i-1", "i-2", "i-3", "i-4", "i-5"] as const;

/** What one row runs on. */
export interface Ground {
  readonly emulator: Emulator;
  readonly doors: Doors;
  readonly guard: Guard;
  readonly program: Program;
  /** The key before the row. */
  readonly old: HeldKey;
  readonly host: () => Host;
  /** Starts another process, as the next command does, and ends the one before. */
  readonly nextHost: () => Promise<void>;
}

/** Hands out grounds, and takes them back. */
export interface Grounds {
  /**
   * Runs a row. Afterwards nobody may have been locked out, and only the newest key may open the instances.
   *
   */
  readonly use: (work: (ground: Ground) => Promise<void>) => Promise<void>;
  close(): Promise<void>;
}

/** How grounds differ. */
export interface GroundOptions {
  readonly readings?: Partial<Readings>;
  /** How many rows run at once: they share two cores. */
  readonly most?: number;
}

/** Opens as many as are used at once. */
export function openGrounds(options: GroundOptions = {}): Grounds {
  const opened: Opened[] = [];
  const idle: Opened[] = [];
  let places = options.most ?? 4;
  const waiting: (() => void)[] = [];

  const enter = async (): Promise<void> => {
    if (places === 0) {
      await new Promise<void>((done) => waiting.push(done));
    } else {
      places -= 1;
    }
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) {
      places += 1;
    } else {
      next();
    }
  };
  return {
    use: async (work) => {
      await enter();
      try {
        const ground = idle.pop() ?? (await open(options));
        opened.push(ground);
        await runRow(ground, work);
        // A row that fails leaves its ground as it is: the next one needs another.
        idle.push(ground);
      } finally {
        leave();
      }
    },
    async close() {
      await Promise.all([...new Set(opened)].map((ground) => ground.close()));
    },
  };
}

interface Opened extends Omit<Ground, "old"> {
  close(): Promise<void>;
}

async function runRow(ground: Opened, work: (ground: Ground) => Promise<void>): Promise<void> {
  const { guard, program, doors, emulator } = ground;
  const [old] = program.held();
  if (old === undefined) {
    throw new Error("the program has no key pair");
  }
  guard.startCounting();
  emulator.clearCalls();
  await work({ ...ground, old });
  await guard.look("at the end");
  totals.lockedOut += guard.lockOuts().length;
  expect(guard.lockOuts()).toEqual([]);
  const held = program.held();
  const newest = held[0] ?? old;
  expect(held).toEqual([newest]);
  expect(await doors.openedBy(newest)).toEqual(instanceIds);
  expect(instanceIds.map((instanceId) => keysOn(emulator, instanceId))).toEqual(
    instanceIds.map(() => [newest.publicKey]),
  );
  if (newest.privateKey !== old.privateKey) {
    expect(await doors.openedBy(old)).toEqual([]);
  }
  totals.rows += 1;
}

async function open({ readings = {} }: GroundOptions): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "keypair-lock-out-"));
  const emulator = await startEmulator({
    ...{ keyPool: 7, readings, instancesFolder: join(folder, "instances") },
    accounts: [{ accessKeyId: "emulator", accessKeySecret: secret }],
  });
  putInstances(emulator, instanceIds.length, { startTime: new Date(Date.now() - hourMs) });
  const doors = openDoors(emulator);
  const programs: Program[] = [];
  const held = (): HeldKey[] => programs.flatMap((each) => each.held());
  const guard = await openGuard(emulator, doors, held);
  const start = (): Promise<Host> =>
    starts[inject("hostKind")]({
      cwd: inject("installed"),
      env: { ...emulatorEnvironment(guard.url), HOME: folder, ALICLOUD_SECRET_KEY: secret },
      config: {},
    });
  let host = await start();
  const opened = openProgram(host, instanceIds);
  programs.push(opened);
  expect(await opened.up()).toBeUndefined();
  return {
    ...{ emulator, doors, guard, program: opened },
    host: () => host,
    async nextHost() {
      await host.close();
      host = await start();
      opened.use(host);
    },
    async close() {
      await host.close();
      await guard.close();
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
