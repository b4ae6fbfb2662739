// Where the machines are: each is made in its folder, follows its instance, and goes with it.
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { machineFolderTaken, unusableInstanceId } from "../api/instanceErrors";
import type { Instance } from "../cloud/instances";
import type { Place } from "../cloud/state";
import { openFollower, type FollowedCloud, type Follower } from "./follower";
import { loadSsh2, type Ssh2 } from "./loginServer";
import { openMachine, type Machine } from "./machine";
import { isMachineFolder, openMachineFolder } from "./machineFolder";

/** The machines of an emulator. */
export interface Hall {
  readonly find: (place: Place, instanceId: string) => Machine | undefined;
  /** Makes the machine of a Linux instance. */
  readonly add: (place: Place, instance: Instance) => void;
  /** Does the same in place of the machine that the instance's id had. */
  readonly replace: (place: Place, instance: Instance) => void;
  readonly remove: (place: Place, instanceId: string) => void;
  readonly removeAll: () => void;
  readonly follow: (place: Place, instanceId: string) => void;
  readonly followAll: () => void;
  readonly settled: () => Promise<void>;
  readonly closeAll: () => void;
}

/** Opens a hall without machines. */
export async function openHall(folder: string, cloud: FollowedCloud): Promise<Hall> {
  const ssh2 = await loadSsh2();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const follower = openFollower(cloud);
  const roster = openRoster(realpathSync(folder), ssh2, cloud.nowMs, follower);
  const { machines, find, add, remove, check } = roster;
  return {
    ...{ find, add, settled: roster.settled },
    replace(place, instance) {
      check(place, instance.instanceId);
      remove(machines.get(instance.instanceId));
      add(place, instance);
    },
    remove(place, instanceId) {
      remove(find(place, instanceId));
    },
    removeAll() {
      for (const machine of [...machines.values()]) remove(machine);
    },
    follow(place, instanceId) {
      follower.follow(find(place, instanceId));
    },
    followAll() {
      for (const machine of machines.values()) follower.follow(machine);
    },
    closeAll() {
      for (const machine of machines.values()) {
        follower.leave(machine);
        machine.setPower(false);
      }
    },
  };
}

/** Makes and removes machines. */
function openRoster(top: string, ssh2: Ssh2, nowMs: () => number, follower: Follower) {
  const machines = new Map<string, Machine>();
  const leaving = new Set<Promise<void>>();
  const check = (place: Place, instanceId: string): void => {
    checkPlace(top, machines.get(instanceId), place, instanceId);
  };
  const find = (place: Place, instanceId: string): Machine | undefined => {
    const machine = machines.get(instanceId);
    return machine !== undefined && isAt(machine, place) ? machine : undefined;
  };
  const add = (place: Place, { instanceId, osType, login }: Instance): void => {
    check(place, instanceId);
    if (osType === "windows") return;
    const folder = openMachineFolder(join(top, instanceId), login.authorizedKeys);
    machines.set(instanceId, openMachine({ place, instanceId, folder, ssh2, nowMs }));
  };
  const remove = (machine: Machine | undefined): void => {
    if (machine === undefined) return;
    machines.delete(machine.instanceId);
    follower.leave(machine);
    machine.setPower(false);
    machine.folder.remove();
    const left = machine.settled().finally(() => leaving.delete(left));
    leaving.add(left);
  };
  const settled = async (): Promise<void> => {
    await Promise.all([...leaving, ...[...machines.values()].map((machine) => machine.settled())]);
  };
  return { machines, find, add, remove, check, settled };
}

const isAt = ({ place }: Machine, { accountId, regionId }: Place): boolean =>
  place.accountId === accountId && place.regionId === regionId;

/** Ids are also names of folders. */
const usableId = /^i-[A-Za-z0-9_-]{1,60}$/u;

function checkPlace(top: string, machine: Machine | undefined, place: Place, instanceId: string): void {
  if (!usableId.test(instanceId)) throw unusableInstanceId();
  if (machine !== undefined && !isAt(machine, place)) throw machineFolderTaken(instanceId);
  const path = join(top, instanceId);
  if (existsSync(path) && !isMachineFolder(path)) throw machineFolderTaken(path);
}
