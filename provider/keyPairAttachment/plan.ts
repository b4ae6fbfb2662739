/** What a program's change means for each instance, decided from state and inputs without a call. */
import type { AttachmentInputs } from "./inputs";
import { isBound, type AttachmentState, type Binding } from "./state";

/** What a create or an update has to do. */
export interface Plan {
  /** The instances to bind the wanted pair to. */
  readonly bind: readonly string[];
  /** The instances that are no longer wanted, to detach from the pair that this attachment bound to them. */
  readonly release: readonly Binding[];
  /** The instances bound before that still have to be restarted. */
  readonly restart: readonly string[];
}

/** The inputs that decide it. */
export type Wanted = Pick<AttachmentInputs, "keyPairName" | "instanceIds" | "apply">;

/** Compares state with the program. Instances that neither enter nor leave are not touched. */
export function planOf(state: AttachmentState, { keyPairName, instanceIds, apply }: Wanted): Plan {
  const known = new Map(state.instances.map((binding) => [binding.instanceId, binding]));
  const isDone = (instanceId: string): boolean =>
    isBound({ ...state, keyPairName }, known.get(instanceId)) && known.get(instanceId)?.failure === undefined;
  const bind = instanceIds.filter((instanceId) => !isDone(instanceId));
  return {
    bind,
    release: state.instances.filter(
      (binding) => binding.keyPairName !== undefined && !instanceIds.includes(binding.instanceId),
    ),
    restart:
      apply === "restart"
        ? instanceIds.filter((instanceId) => isDone(instanceId) && known.get(instanceId)?.restartPending)
        : [],
  };
}

/** Whether there is nothing to do in ECS. */
export function isIdle({ bind, release, restart }: Plan): boolean {
  return bind.length === 0 && release.length === 0 && restart.length === 0;
}
