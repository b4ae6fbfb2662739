/** What one provider process has seen: what check was given for each resource, and which pairs were adopted. It ends with the process. */
import type { KeyPairRef } from "../ecs/api";
import { detachVariable } from "./errors";
import type { Properties } from "./inputs";

/** The record of one provider process. */
export interface Seen {
  /**
   * Records what check was given.
   *
   * @param resource - the URN, or the owner where a host knows no URN
   * @param olds - the inputs in state; empty for a new resource and for a replacement
   */
  checked(resource: string, olds: Properties, news: Properties): void;
  /** Whether state held the resource, with this fixed name, when check was called. */
  isInState(resource: string, keyPairName: string): boolean;
  /**
   * What the environment says, else what the program says now; undefined where check was not called, or called with different
   * values for one owner.
   */
  detachOnDelete(resource: string): boolean | undefined;
  /** Records that a pair was adopted: from now on no other resource's state may delete it. */
  adopted(ref: KeyPairRef): void;
  wasAdopted(ref: KeyPairRef): boolean;
}

/** Starts the record of a process that has this environment. */
export function openSeen(environment: Readonly<Record<string, string | undefined>>): Seen {
  const detachesAll = environment[detachVariable] === "1";
  const namesInState = new Map<string, unknown>();
  const detach = new Map<string, boolean | undefined>();
  const adopted = new Set<string>();
  return {
    checked(resource, olds, news) {
      if (Object.keys(olds).length > 0) {
        namesInState.set(resource, olds["keyPairName"]);
      }
      const wanted = news["detachOnDelete"] === true;
      // Resources under different parents can share an owner: where they disagree, each one's own state decides.
      const agrees = !detach.has(resource) || detach.get(resource) === wanted;
      detach.set(resource, agrees ? wanted : undefined);
    },
    isInState: (resource, keyPairName) => namesInState.get(resource) === keyPairName,
    detachOnDelete: (resource) => detachesAll || detach.get(resource),
    adopted({ regionId, keyPairName }) {
      adopted.add(`${regionId}/${keyPairName}`);
    },
    wasAdopted: ({ regionId, keyPairName }) => adopted.has(`${regionId}/${keyPairName}`),
  };
}
