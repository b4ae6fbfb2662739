/** What the programs of one provider process want bound, as check saw it. It ends with the process. */
import { ownerOnRecord, type Owner } from "../resource/owner";
import type { Properties } from "../resource/values";
import { isUnknown, readInputs } from "./inputs";

/** The bindings that attachments of this process want. */
export interface WantedBindings {
  /** Records the arguments of a check. */
  checked(owner: Owner, news: Properties): void;
  /**
   * Whether an attachment wants this pair on this instance. Then no other one may detach it: the instance moved from one
   * attachment to another, or the attachment itself is being replaced.
   */
  has(keyPairName: string, instanceId: string): boolean;
}

/** Opens the record of a process. */
export function openWantedBindings(): WantedBindings {
  const wanted = new Map<string, ReadonlySet<string>>();
  const key = (keyPairName: string, instanceId: string): string => `${keyPairName} ${instanceId}`;
  return {
    checked(owner, news) {
      const { keyPairName, instanceIds } = readInputs(news);
      const keys = isUnknown(news) ? [] : instanceIds.map((instanceId) => key(keyPairName, instanceId));
      wanted.set(ownerOnRecord(owner), new Set(keys));
    },
    has: (keyPairName, instanceId) =>
      [...wanted.values()].some((keys) => keys.has(key(keyPairName, instanceId))),
  };
}
