/** Binds the key pair to instances. */
import type { DescribedInstance } from "../ecs/instanceApi";
import type { Failure } from "../resource/instances";
import { settle, type Change } from "./settle";
import { bindingOf } from "./state";
import type { Work } from "./work";

/** Binds the wanted pair to these instances, in place of another one only where the program allows it. */
export async function bind(work: Work, instanceIds: readonly string[]): Promise<void> {
  const { ecs, state, inputs, live, operation } = work;
  const { keyPairName } = inputs;
  const unbound: string[] = [];
  for (const instanceId of instanceIds) {
    const instance = live.get(instanceId);
    const problem = problemOf(work, instance);
    if (problem !== undefined) {
      fail(work, instanceId, problem);
    } else if (instance?.keyPairName === keyPairName) {
      succeed(work, instanceId);
    } else {
      unbound.push(instanceId);
    }
  }
  const change: Change = {
    what: "binding the key pair to",
    send: (some) => ecs.attachKeyPair({ regionId: state.regionId, keyPairName }, some, operation),
    isDone: (instance) => instance?.keyPairName === keyPairName,
    record: ({ instanceId, isSuccess, code, message }) => {
      if (isSuccess) {
        succeed(work, instanceId);
      } else {
        fail(work, instanceId, { code, message });
      }
    },
  };
  await settle(ecs, state.regionId, unbound, change, operation);
}

function succeed({ live, bindings, inputs }: Work, instanceId: string): void {
  const instance = live.get(instanceId);
  if (instance !== undefined) {
    bindings.set(instanceId, bindingOf(inputs.keyPairName, instance));
  }
}

/** An instance keeps what this attachment had bound to it before. */
function fail({ bindings }: Work, instanceId: string, failure: Failure): void {
  bindings.set(instanceId, { restartPending: false, ...bindings.get(instanceId), instanceId, failure });
}

function problemOf({ state, inputs }: Work, instance: DescribedInstance | undefined): Failure | undefined {
  if (instance === undefined) {
    return { code: "InvalidInstanceId.NotFound", message: `it does not exist in ${state.regionId}` };
  }
  const other = instance.keyPairName;
  const isOurs =
    other === undefined ||
    other === inputs.keyPairName ||
    other === state.keyPairName ||
    state.instances.some(({ keyPairName }) => keyPairName === other);
  return isOurs || inputs.replaceBound
    ? undefined
    : {
        code: "BoundToAnotherKeyPair",
        message: `it is bound to key pair "${other}". Set replaceBound: true to replace that binding`,
      };
}
