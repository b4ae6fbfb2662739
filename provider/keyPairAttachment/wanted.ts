/** What the attachments of one provider process want bound, as check saw it. It ends with the process. */
import { ownerOnRecord, type Owner } from "../resource/owner";
import type { Properties } from "../resource/values";
import { isUnknown, readInputs } from "./inputs";

/** The bindings that attachments of this process want. */
export interface WantedBindings {
  /**
   * Records the arguments of a check.
   *
   * @param olds - the inputs in state; undefined for a new resource and for a replacement
   */
  checked(owner: Owner, olds: Properties | undefined, news: Properties): void;
  /**
   * Whether a binding must stay although this owner's attachment gives it up: another attachment wants it, because the instance moves
   * from one to the other, or the attachment that replaces this one does.
   */
  mustStay(owner: Owner, keyPairName: string, instanceId: string): boolean;
}

interface Wanted {
  readonly keyPairName: string;
  readonly instanceIds: readonly string[];
  /** Whether state holds an attachment of this owner. */
  readonly isInState: boolean;
  readonly isReplacement: boolean;
}

/** Opens the record of a process. */
export function openWantedBindings(): WantedBindings {
  const wanted = new Map<string, Wanted>();
  return {
    checked(owner, olds, news) {
      const { keyPairName, instanceIds } = readInputs(news);
      const resource = ownerOnRecord(owner);
      // Before it replaces a resource, the engine checks the arguments twice: with the old inputs, then without.
      const isInState = olds !== undefined || wanted.get(resource)?.isInState === true;
      wanted.set(resource, {
        keyPairName,
        instanceIds: isUnknown(news) ? [] : instanceIds,
        isInState,
        isReplacement: isInState && olds === undefined,
      });
    },
    mustStay: (owner, keyPairName, instanceId) =>
      [...wanted].some(
        ([resource, each]) =>
          (each.isReplacement || resource !== ownerOnRecord(owner)) &&
          each.keyPairName === keyPairName &&
          each.instanceIds.includes(instanceId),
      ),
  };
}
