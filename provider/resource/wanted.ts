/** What the resources of one provider process want on instances, as check saw it. It ends with the process. */
import { ownerOnRecord, type Owner } from "./owner";

/** What one resource wants on its instances. */
export interface WantedOn {
  /** What each of its instances is to have, such as a key pair's name. */
  readonly what: string;
  readonly instanceIds: readonly string[];
}

/** The wishes of the resources of one kind in this process. */
export interface WantedOnInstances {
  /**
   * Records the arguments of a check.
   *
   * @param isNew - for a new resource, and for a replacement
   * @param wanted - undefined where it is not known yet
   */
  checked(owner: Owner, isNew: boolean, wanted: WantedOn | undefined): void;
  /**
   * Whether an instance must keep something although this owner's resource gives it up: another resource wants it, because the instance
   * moves from one to the other, or the resource that replaces this one does.
   */
  mustStay(owner: Owner, what: string, instanceId: string): boolean;
}

interface Recorded {
  readonly wanted: WantedOn | undefined;
  /** Whether state holds a resource of this owner. */
  readonly isInState: boolean;
  readonly isReplacement: boolean;
}

/** Opens the record of a process. */
export function openWantedOnInstances(): WantedOnInstances {
  const recorded = new Map<string, Recorded>();
  return {
    checked(owner, isNew, wanted) {
      const resource = ownerOnRecord(owner);
      // Before it replaces a resource, the engine checks the arguments twice: with the old inputs, then without.
      const isInState = !isNew || recorded.get(resource)?.isInState === true;
      recorded.set(resource, { wanted, isInState, isReplacement: isInState && isNew });
    },
    mustStay: (owner, what, instanceId) =>
      [...recorded].some(
        ([resource, { wanted, isReplacement }]) =>
          (isReplacement || resource !== ownerOnRecord(owner)) &&
          wanted?.what === what &&
          wanted.instanceIds.includes(instanceId),
      ),
  };
}
