/** What cells run on: an emulator behind gates and a host on it, used by one cell after another. */
import type { Host, HostOptions } from "../host";
import { emulatorEnvironment } from "../fixtures";
import { startEmulator } from "../../../emulator/emulator";
import { putOthers, type Others } from "./facts";
import { readTimeoutMs, type Cloud } from "./faults";
import { openGate } from "./gate";
import { openStack, type Stack } from "../stack";

/** What one cell runs on. */
export interface Ground {
  readonly cloud: Cloud;
  readonly others: Others;
  readonly stack: Stack;
}

/** Hands out grounds, and takes them back. */
export interface Grounds {
  /**
   * @param freshHost - whether the cell needs a host that has asked nobody yet who it is
   */
  use(freshHost: boolean, work: (ground: Ground) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Starts a host of the kind that the cells are to run on. */
export type HostStart = (options: HostOptions) => Promise<Host>;

interface Lane {
  readonly cloud: Cloud;
  host: Host | undefined;
}

/**
 * Opens as many as are used at once. Starting hosts is what costs the matrix most, so that they are used again.
 *
 * @param installed - the folder whose `node_modules` has the package
 * @param home - an empty home folder
 * @param start - starts a host of the kind that the cells run on
 */
export function openGrounds(installed: string, home: string, start: HostStart): Grounds {
  const lanes: Lane[] = [];
  const idle: Lane[] = [];
  return {
    async use(freshHost, work) {
      const lane = idle.pop() ?? (await openLane());
      if (!lanes.includes(lane)) {
        lanes.push(lane);
      }
      const { cloud } = lane;
      cloud.emulator.reset();
      if (freshHost) {
        await lane.host?.close();
        lane.host = undefined;
      }
      lane.host ??= await start(hostOptions(cloud, installed, home));
      await work({ cloud, others: await putOthers(cloud.emulator), stack: openStack(lane.host) });
      idle.push(lane);
    },
    async close() {
      await Promise.all(lanes.map(closeLane));
    },
  };
}

async function openLane(): Promise<Lane> {
  const emulator = await startEmulator({ keyPool: 16 });
  const ecsGate = await openGate(emulator.url);
  const stsGate = await openGate(emulator.url);
  return { cloud: { emulator, ecsGate, stsGate }, host: undefined };
}

function hostOptions({ ecsGate, stsGate }: Cloud, installed: string, home: string): HostOptions {
  return {
    cwd: installed,
    env: {
      ...emulatorEnvironment(ecsGate.url),
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
}
