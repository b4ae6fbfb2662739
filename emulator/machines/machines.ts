// The instances that run, as the rest of the emulator sees them.
import type { Instance } from "../cloud/instances";
import type { Change, Place } from "../cloud/state";
import type { FollowedCloud } from "./follower";
import { openHall, type Hall } from "./hall";
import type { Machine } from "./machine";

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

/**
 * Opens the machines of all Linux instances in the state.
 *
 * @throws Error if the SSH library is missing, or if an instance's id or folder cannot be used
 */
export async function openMachines(folder: string, cloud: FollowedCloud): Promise<Machines> {
  const hall = await openHall(folder, cloud);
  const close = async (): Promise<void> => {
    hall.closeAll();
    await hall.settled();
  };
  try {
    for (const { place, instances } of cloud.state.shelves.values()) {
      for (const instance of instances.values()) hall.add(place, instance);
    }
  } catch (error) {
    await close();
    throw error;
  }
  hall.followAll();
  return {
    find: hall.find,
    prepare(accountId, instance) {
      hall.replace({ accountId, regionId: instance.regionId }, instance);
    },
    follow(change) {
      follow(hall, change);
    },
    catchUp: hall.followAll,
    settled: hall.settled,
    close,
  };
}

function follow(hall: Hall, change: Change): void {
  switch (change.change) {
    case "instancePut": {
      const { accountId, instance } = change;
      hall.follow({ accountId, regionId: instance.regionId }, instance.instanceId);
      break;
    }
    case "instanceRemoved":
      hall.remove(change.place, change.instanceId);
      break;
    case "reset":
      hall.removeAll();
      break;
    case "keyPairPut":
    case "keyPairRemoved":
      break;
  }
}
