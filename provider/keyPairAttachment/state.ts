/** The state of an attachment: which of its instances its key pair is bound to. */
import type { KeyPairRef } from "../ecs/keyPairRef";
import type { DescribedInstance } from "../ecs/instanceApi";
import { existing } from "../resource/errors";
import { keptNames } from "../resource/fields";
import { readIds, type Failure } from "../resource/instances";
import { isMap, nonEmpty, pick, type Properties } from "../resource/values";
import { attachmentFields } from "./fields";

/** One instance of an attachment. */
export interface Binding {
  readonly instanceId: string;
  /**
   * The pair that this attachment has bound to it; unset where it has bound none. While a rotation is not finished, some instances
   * still have the pair before.
   */
  readonly keyPairName?: string;
  /** Whether it runs, and has not been restarted since the pair was bound. */
  readonly restartPending: boolean;
  /** When it had last started as the pair was bound: another time shows that it was restarted. Only while a restart is pending. */
  readonly startTime?: string;
  readonly failure?: Failure;
}

/** An attachment, as state holds it. */
export interface AttachmentState extends KeyPairRef {
  readonly instances: readonly Binding[];
}

/** Whether an instance has the attachment's own pair. */
export function isBound({ keyPairName }: AttachmentState, binding: Binding | undefined): boolean {
  return binding?.keyPairName === keyPairName;
}

/** The state of an instance that a pair was just bound to, or that turned out to have it. */
export function bindingOf(keyPairName: string, instance: DescribedInstance): Binding {
  const { instanceId, status, startTime } = instance;
  // A stopped instance takes the key when it is started: no restart is needed.
  const restartPending = status !== "Stopped";
  return {
    ...{ instanceId, keyPairName, restartPending },
    ...(restartPending && startTime !== undefined && { startTime }),
  };
}

/** The state of an instance whose bound pair has taken effect. */
export function inEffect({ startTime: _, ...binding }: Binding): Binding {
  return { ...binding, restartPending: false };
}

/** Whether an instance was started since the pair was bound. Start times are exact to the minute. */
export function hasRestarted({ startTime }: Binding, now: DescribedInstance): boolean {
  return startTime !== undefined && now.startTime !== undefined && now.startTime !== startTime;
}

/** Whether an instance still has to be restarted. */
export function isStillPending(binding: Binding, now: DescribedInstance): boolean {
  return binding.restartPending && now.status !== "Stopped" && !hasRestarted(binding, now);
}

/** Everything that state keeps of an attachment, in JSON's own types and without undefined values. */
export function toOutputs(inputs: Properties, state: AttachmentState): Properties {
  const { keyPairName, regionId, instances } = state;
  return {
    ...pick(inputs, keptNames(attachmentFields)),
    keyPairName,
    regionId,
    instanceIds: instances.filter((binding) => isBound(state, binding)).map(({ instanceId }) => instanceId),
    instances: instances.map(({ failure, ...binding }) => ({
      ...binding,
      bound: isBound(state, binding),
      ...failure,
    })),
  };
}

/** Reads state from the outputs of any release; undefined where they are only inputs, as with `KeyPairAttachment.get`. */
export function readState(outputs: Properties): AttachmentState | undefined {
  const keyPairName = nonEmpty(outputs["keyPairName"]);
  const regionId = nonEmpty(outputs["regionId"]);
  const { instances } = outputs;
  if (keyPairName === undefined || regionId === undefined || !Array.isArray(instances)) {
    return undefined;
  }
  return { keyPairName, regionId, instances: instances.filter(isMap).flatMap(readBinding) };
}

/**
 * The state of an attachment that was created or read before.
 *
 * @throws Error when the outputs are not an attachment's
 */
export function existingState(outputs: Properties): AttachmentState {
  return existing(readState(outputs), "an attachment");
}

function readBinding(entry: Properties): Binding[] {
  const [instanceId] = readIds([entry["instanceId"]]);
  if (instanceId === undefined) {
    return [];
  }
  const keyPairName = nonEmpty(entry["keyPairName"]);
  const startTime = nonEmpty(entry["startTime"]);
  const code = nonEmpty(entry["code"]);
  return [
    {
      instanceId,
      restartPending: entry["restartPending"] === true,
      ...(keyPairName !== undefined && { keyPairName }),
      ...(startTime !== undefined && { startTime }),
      ...(code !== undefined && { failure: { code, message: nonEmpty(entry["message"]) ?? "" } }),
    },
  ];
}
