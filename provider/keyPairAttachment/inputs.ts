/** The program's inputs, as they pass check and every later step uses them. */
import { readIds } from "../resource/instances";
import { hasUnknown, nonEmpty, unknown, type Properties } from "../resource/values";

/** The program's inputs, checked and fully known. */
export interface AttachmentInputs {
  readonly keyPairName: string;
  /** Without repetitions, in the program's order. */
  readonly instanceIds: readonly string[];
  /** Unset: create uses the default at that time, which the attachment keeps for life. */
  readonly regionId?: string;
  readonly apply: "later" | "restart";
  readonly restartBatchSize: number;
  readonly forceStop: boolean;
  readonly replaceBound: boolean;
}

/** Reads inputs from properties that have passed check. */
export function readInputs(properties: Properties): AttachmentInputs {
  const { keyPairName, instanceIds, restartBatchSize } = properties;
  const regionId = nonEmpty(properties["regionId"]);
  return {
    keyPairName: nonEmpty(keyPairName) ?? "",
    instanceIds: readIds(instanceIds),
    ...(regionId !== undefined && { regionId }),
    apply: properties["apply"] === "restart" ? "restart" : "later",
    restartBatchSize: typeof restartBatchSize === "number" ? restartBatchSize : 1,
    forceStop: properties["forceStop"] === true,
    replaceBound: properties["replaceBound"] === true,
  };
}

/** Whether the name or one of the ids is not known yet. */
export function isUnknown({ keyPairName, instanceIds }: Properties): boolean {
  return keyPairName === unknown || hasUnknown(instanceIds);
}

/**
 * Says which instances an `up` will restart, as far as that is known without a call.
 *
 * @param instanceIds - those that it binds; undefined where they are not known yet
 * @returns undefined where it restarts none
 */
export function restartNote(
  inputs: Properties,
  instanceIds: readonly string[] | undefined,
): string | undefined {
  const { apply, restartBatchSize, forceStop } = readInputs(inputs);
  if (apply !== "restart" || instanceIds?.length === 0) {
    return undefined;
  }
  const which =
    instanceIds === undefined
      ? "all instances of this attachment that are running may be restarted"
      : `those of ${instanceIds.join(", ")} that are running will be restarted`;
  const how = forceStop ? ", by cutting their power" : "";
  return `${which}${how}, ${restartBatchSize} at a time (apply: "restart")`;
}
