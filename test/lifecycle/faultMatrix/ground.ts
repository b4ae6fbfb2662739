/** What cells run on: an emulator behind gates and a host on it, used by one cell after another. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../../emulator/emulator";
import type { Host, HostOptions, ResourceType } from "../host";
import { emulatorEnvironment } from "../fixtures";
import { startEmulator } from "../../../emulator/emulator";
import { readTimeoutMs, type Cloud } from "./faults";
import { openGate } from "./gate";
import { openStack, type Stack } from "../stack";

/** What one cell runs on. */
export interface Ground {
  readonly cloud: Cloud;
  readonly stack: Stack;
}

/** What a cell needs of a ground. */
export interface Needs {
  /** Whether the host must have asked nobody yet who it is. */
  readonly freshHost: boolean;
  /** Fills the cloud, which is empty. */
  readonly prepare: (emulator: Emulator) => Promise<void>;
}

/** Hands out grounds, and takes them back. */
export interface Grounds {
  use(needs: Needs, work: (ground: Ground) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Starts a host of the kind that the cells are to run on. */
export type HostStart = (options: HostOptions) => Promise<Host>;

/** What all of them have in common. */
export interface Setting {
  /** The folder whose `node_modules` has the package. */
  readonly installed: string;
  /** An empty home folder. */
  readonly home: string;
  /** The resource that the cells are about. */
  readonly resource: ResourceType;
  /** Whether the cloud's instances run. */
  readonly runsInstances: boolean;
}

/** The account of instances that run needs a secret that not everyone knows. */
const account = { accessKeyId: "emulator", accessKeySecret: "only-these-tests-know" };

interface Lane {
  readonly cloud: Cloud;
  host: Host | undefined;
}

/**
 * Opens as many as are used at once. Starting hosts is what costs the matrix most, so that they are used again.
 *
 * @param start - starts a host of the kind that the cells run on
 */
export function openGrounds(setting: Setting, start: HostStart): Grounds {
  const lanes: Lane[] = [];
  const idle: Lane[] = [];
  return {
    async use({ freshHost, prepare }, work) {
      const lane = idle.pop() ?? (await openLane(setting));
      if (!lanes.includes(lane)) {
        lanes.push(lane);
      }
      const { cloud } = lane;
      cloud.emulator.reset();
      if (freshHost) {
        await lane.host?.close();
        lane.host = undefined;
      }
      lane.host ??= await start(hostOptions(cloud, setting));
      await prepare(cloud.emulator);
      await work({ cloud, stack: openStack(lane.host) });
      idle.push(lane);
    },
    async close() {
      await Promise.all(lanes.map(closeLane));
    },
  };
}

async function openLane({ runsInstances }: Setting): Promise<Lane> {
  const instancesFolder = await mkdtemp(join(tmpdir(), "keypair-instances-"));
  const emulator = await startEmulator({
    keyPool: 16,
    ...(runsInstances && { instancesFolder, accounts: [account] }),
  });
  const ecsGate = await openGate(emulator.url);
  const stsGate = await openGate(emulator.url);
  return { cloud: { emulator, instancesFolder, ecsGate, stsGate }, host: undefined };
}

function hostOptions({ ecsGate, stsGate }: Cloud, setting: Setting): HostOptions {
  const { installed, home, resource, runsInstances } = setting;
  return {
    cwd: installed,
    resource,
    env: {
      ...emulatorEnvironment(ecsGate.url),
      ...(runsInstances && { ALICLOUD_SECRET_KEY: account.accessKeySecret }),
      HOME: home,
      ALIBABA_CLOUD_ENDPOINT_STS: stsGate.url,
    },
    config: { "alicloud-keypair:clientReadTimeout": String(readTimeoutMs) },
  };
}

async function closeLane({ cloud, host }: Lane): Promise<void> {
  await host?.close();
  await cloud.ecsGate.close();
  await cloud.stsGate.close();
  await cloud.emulator.close();
  await rm(cloud.instancesFolder, { recursive: true });
}
