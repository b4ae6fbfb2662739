// Makes machines follow the states of their instances, and applies what a start changes about the keys.
import { instanceAt } from "../cloud/instances";
import { shelfOf, type Change, type State } from "../cloud/state";
import type { Readings } from "../readings";
import { textAfterStart } from "./authorizedKeys";
import type { Machine } from "./machine";

/** What machines see of the cloud, and change in it. */
export interface FollowedCloud {
  readonly state: State;
  readonly readings: Readings;
  readonly nowMs: () => number;
  readonly commit: (change: Change) => void;
}

/** Makes machines follow their instances. */
export interface Follower {
  /** Follows an instance now and, if its state does not last, once it ends. */
  readonly follow: (machine: Machine | undefined) => void;
  /** Stops following. */
  readonly leave: (machine: Machine) => void;
}

/** Opens a follower without machines. */
export function openFollower(cloud: FollowedCloud): Follower {
  const timers = new Map<Machine, NodeJS.Timeout>();
  const leave = (machine: Machine): void => {
    clearTimeout(timers.get(machine));
    timers.delete(machine);
  };
  const follow = (machine: Machine | undefined): void => {
    if (machine === undefined) return;
    leave(machine);
    const instance = shelfOf(cloud.state, machine.place).instances.get(machine.instanceId);
    if (instance === undefined) return;
    const { transition, status } = instance;
    machine.setPower(transition === undefined && status === "Running");
    if (transition === undefined) return;
    const nowMs = cloud.nowMs();
    if (nowMs < transition.endMs) {
      // The emulator's clock may stand still, so the state is looked at again then.
      timers.set(machine, setTimeout(follow, transition.endMs - nowMs, machine).unref());
      return;
    }
    const { rebinding } = transition;
    if (rebinding !== undefined) {
      machine.folder.changeRootKeys((text) => textAfterStart(text, rebinding, cloud.readings.keyAtStart));
    }
    const settled = instanceAt(instance, nowMs);
    cloud.commit({ change: "instancePut", accountId: machine.place.accountId, instance: settled });
    machine.setPower(settled.status === "Running");
  };
  return { follow, leave };
}
