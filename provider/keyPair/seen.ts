/** What one provider process has seen: each resource's arguments at check, and adopted pairs. It ends with the process. */
import type { KeyPairRef } from "../ecs/keyPairRef";
import { detachVariable } from "./errors";
import { ownerOnRecord, type Owner } from "../resource/owner";
import type { Environment } from "../resource/resource";
import type { Properties } from "../resource/values";

/** The record of one provider process. */
export interface Seen {
  /**
   * Records the arguments of a check.
   *
   * @param olds - the inputs in state; undefined for a new resource and for a replacement
   */
  checked(owner: Owner, olds: Properties | undefined, news: Properties): void;
  /** Whether state held the resource, with this fixed name, when check was called. */
  isInState(owner: Owner, keyPairName: string): boolean;
  /**
   * The environment's setting, or else the program's current one; undefined where check was not called, or was called with
   * different values for one owner.
   */
  detachOnDelete(owner: Owner): boolean | undefined;
  /** Records that a pair was adopted: from then on no other resource's state may delete it. */
  adopted(ref: KeyPairRef): void;
  wasAdopted(ref: KeyPairRef): boolean;
}

/** Opens the record of a process with this environment. */
export function openSeen(environment: Environment): Seen {
  const detachesAll = environment[detachVariable] === "1";
  const namesInState = new Map<string, unknown>();
  const detach = new Map<string, boolean | undefined>();
  const adopted = new Set<string>();
  return {
    checked(owner, olds, news) {
      const resource = ownerOnRecord(owner);
      if (olds !== undefined) {
        namesInState.set(resource, olds["keyPairName"]);
      }
      const wanted = news["detachOnDelete"] === true;
      // Resources in a state that release 0.1.0 wrote can share an owner. If they disagree, each one's own state decides.
      const agrees = !detach.has(resource) || detach.get(resource) === wanted;
      detach.set(resource, agrees ? wanted : undefined);
    },
    isInState: (owner, keyPairName) => namesInState.get(ownerOnRecord(owner)) === keyPairName,
    detachOnDelete: (owner) => detachesAll || detach.get(ownerOnRecord(owner)),
    adopted({ regionId, keyPairName }) {
      adopted.add(`${regionId}/${keyPairName}`);
    },
    wasAdopted: ({ regionId, keyPairName }) => adopted.has(`${regionId}/${keyPairName}`),
  };
}
