/** Detaches instances from the pair that this attachment bound to them. */
import { place } from "../resource/errors";
import { settle, type Change } from "./settle";
import type { Binding } from "./state";
import type { Work } from "./work";

/** Detaches instances, each only if the pair in state is still bound to it, and forgets those that are detached. */
export async function release(work: Omit<Work, "inputs">, bindings: readonly Binding[]): Promise<void> {
  const byPair = new Map<string, string[]>();
  for (const { instanceId, keyPairName } of bindings) {
    const isBound = keyPairName !== undefined && work.live.get(instanceId)?.keyPairName === keyPairName;
    if (!isBound || work.mustStay(keyPairName, instanceId)) {
      work.bindings.delete(instanceId);
    } else {
      byPair.set(keyPairName, [...(byPair.get(keyPairName) ?? []), instanceId]);
    }
  }
  for (const [keyPairName, instanceIds] of byPair) {
    await detach(work, keyPairName, instanceIds);
  }
}

async function detach(
  { ecs, state, bindings, operation }: Omit<Work, "inputs">,
  keyPairName: string,
  instanceIds: readonly string[],
): Promise<void> {
  const ref = { regionId: state.regionId, keyPairName };
  operation.warn(
    `key pair ${place(ref)} is being detached from ${instanceIds.join(", ")}. Password login is re-enabled after their next restart.`,
  );
  const change: Change = {
    what: `detaching key pair ${place(ref)} from`,
    send: (some) => ecs.detachKeyPair(ref, some, operation),
    isDone: (instance) => instance?.keyPairName !== keyPairName,
    record: ({ instanceId, isSuccess, code, message }) => {
      const binding = bindings.get(instanceId);
      if (isSuccess) {
        bindings.delete(instanceId);
      } else if (binding !== undefined) {
        bindings.set(instanceId, { ...binding, failure: { code, message } });
      }
    },
  };
  await settle(ecs, state.regionId, instanceIds, change, operation);
}
