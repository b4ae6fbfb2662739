// The instances that run: which there are, and how they follow the states of the cloud's instances.
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { machineFolderTaken, unusableInstanceId } from "../api/instanceErrors";
import type { Cloud } from "../cloud/cloud";
import { instanceAt, type Instance } from "../cloud/instances";
import { shelfOf, type Change, type Place } from "../cloud/state";
import { textAfterStart } from "./authorizedKeys";
import { loadSsh2, type Ssh2 } from "./loginServer";
import { openMachine, type Machine } from "./machine";
import { isMachineFolder, openMachineFolder } from "./machineFolder";

/** The instances that run. */
export interface Machines {
  readonly find: (place: Place, instanceId: string) => Machine | undefined;
  /**
   * Makes the folder of a new instance, which replaces any of the same id.
   *
   * @throws {@link ApiError} if its id or its folder cannot be used
   */
  readonly prepare: (accountId: string, instance: Instance) => void;
  /** Follows a change of the state. */
  readonly follow: (change: Change) => void;
  /** Follows all instances whose transitions have ended by now. */
  readonly catchUp: () => void;
  /** Waits until all SSH servers follow their instances. */
  readonly settled: () => Promise<void>;
  /** Ends everything that runs; the folders stay. */
  readonly close: () => Promise<void>;
}

/** The machines of an emulator whose instances do not run. */
export const noMachines: Machines = {
  find: () => undefined,
  prepare() {
    // Nothing runs.
  },
  follow() {
    // Nothing runs.
  },
  catchUp() {
    // Nothing runs.
  },
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Opens the machines of all Linux instances in the state. */
export async function openMachines(folder: string, cloud: Cloud): Promise<Machines> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hall = openHall(realpathSync(folder), await loadSsh2(), cloud);
  for (const { place, instances } of cloud.state.shelves.values()) {
    for (const instance of instances.values()) {
      hall.add(place, instance);
      hall.follow(place, instance);
    }
  }
  const find = (place: Place, instanceId: string): Machine | undefined => {
    const machine = hall.machines.get(instanceId);
    return machine !== undefined && isAt(machine, place) ? machine : undefined;
  };
  return {
    find,
    prepare(accountId, instance) {
      const place = { accountId, regionId: instance.regionId };
      hall.checkPlace(place, instance.instanceId);
      hall.remove(instance.instanceId);
      hall.add(place, instance);
    },
    follow(change) {
      if (change.change === "instanceRemoved" && find(change.place, change.instanceId) !== undefined) {
        hall.remove(change.instanceId);
      }
      if (change.change === "reset") for (const id of [...hall.machines.keys()]) hall.remove(id);
      if (change.change !== "instancePut") return;
      const { accountId, instance } = change;
      hall.followById({ accountId, regionId: instance.regionId }, instance.instanceId);
    },
    catchUp() {
      for (const { place, instanceId } of hall.machines.values()) hall.followById(place, instanceId);
    },
    settled: hall.settled,
    async close() {
      hall.closeAll();
      await hall.settled();
    },
  };
}

const isAt = ({ place }: Machine, { accountId, regionId }: Place): boolean =>
  place.accountId === accountId && place.regionId === regionId;

/** Ids are also names of folders. */
const usableId = /^i-[A-Za-z0-9_-]{1,60}$/u;

function openHall(top: string, ssh2: Ssh2, cloud: Cloud) {
  const machines = new Map<string, Machine>();
  const leaving = new Set<Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const { follow, stop } = openFollower(cloud, machines, timers);
  const checkPlace = (place: Place, instanceId: string): void => {
    if (!usableId.test(instanceId)) throw unusableInstanceId();
    const machine = machines.get(instanceId);
    if (machine !== undefined && !isAt(machine, place)) throw machineFolderTaken(instanceId);
    const path = join(top, instanceId);
    if (existsSync(path) && !isMachineFolder(path)) throw machineFolderTaken(path);
  };
  const followById = (place: Place, instanceId: string): void => {
    const instance = shelfOf(cloud.state, place).instances.get(instanceId);
    if (instance !== undefined) follow(place, instance);
  };
  const settled = async (): Promise<void> => {
    await Promise.all([...leaving, ...[...machines.values()].map((machine) => machine.settled())]);
  };
  return {
    machines,
    follow,
    followById,
    checkPlace,
    add(place: Place, { instanceId, osType, login }: Instance): void {
      checkPlace(place, instanceId);
      if (osType === "windows") return;
      const folder = openMachineFolder(join(top, instanceId), login.authorizedKeys);
      machines.set(instanceId, openMachine({ place, instanceId, folder, ssh2, nowMs: cloud.nowMs }));
    },
    remove(instanceId: string): void {
      const machine = machines.get(instanceId);
      machines.delete(instanceId);
      stop(instanceId);
      machine?.setPower(false);
      machine?.folder.remove();
      if (machine === undefined) return;
      const left = machine.settled().finally(() => leaving.delete(left));
      leaving.add(left);
    },
    closeAll(): void {
      for (const id of timers.keys()) stop(id);
      for (const machine of machines.values()) machine.setPower(false);
    },
    settled,
  };
}

function openFollower(
  cloud: Cloud,
  machines: ReadonlyMap<string, Machine>,
  timers: Map<string, NodeJS.Timeout>,
) {
  const stop = (instanceId: string): void => {
    clearTimeout(timers.get(instanceId));
    timers.delete(instanceId);
  };
  const follow = (place: Place, instance: Instance): void => {
    const { instanceId, transition, status } = instance;
    const machine = machines.get(instanceId);
    if (machine === undefined || !isAt(machine, place)) return;
    machine.setPower(transition === undefined && status === "Running");
    if (transition === undefined) return;
    const nowMs = cloud.nowMs();
    if (nowMs < transition.endMs) {
      stop(instanceId);
      const timer = setTimeout(() => {
        const latest = shelfOf(cloud.state, place).instances.get(instanceId);
        if (latest !== undefined) follow(place, latest);
      }, transition.endMs - nowMs);
      timers.set(instanceId, timer.unref());
      return;
    }
    const { rebinding } = transition;
    if (rebinding !== undefined) {
      machine.folder.changeRootKeys((text) => textAfterStart(text, rebinding, cloud.readings.keyAtStart));
    }
    const settled = instanceAt(instance, nowMs);
    cloud.commit({ change: "instancePut", accountId: place.accountId, instance: settled });
  };
  return { follow, stop };
}
