/** The state of an authorized key: on which instances it is, and which older keys may still be there. */
import { existing } from "../resource/errors";
import { keptNames } from "../resource/fields";
import { readIds, type Failure } from "../resource/instances";
import { isMap, nonEmpty, pick, type Properties } from "../resource/values";
import { authorizedKeyFields } from "./fields";
import { fingerprintOf, readKey, type UserKey } from "./inputs";

/** One instance. */
export interface Holder {
  readonly instanceId: string;
  /** Whether the key was read back there. */
  readonly isPresent: boolean;
  /**
   * Other keys of this resource that are there or may be: those before a change, and a key whose writing ended without a result. The
   * next change removes them.
   */
  readonly leftKeys: readonly UserKey[];
  readonly failure?: Failure;
}

/** An authorized key, as state holds it. */
export interface AuthorizedKeyState {
  readonly key: UserKey;
  readonly regionId: string;
  readonly instances: readonly Holder[];
}

/** Everything that state keeps, in JSON's own types and without undefined values. */
export function toOutputs(inputs: Properties, { key, regionId, instances }: AuthorizedKeyState): Properties {
  return {
    ...pick(inputs, keptNames(authorizedKeyFields)),
    ...key,
    regionId,
    fingerprintSha256: fingerprintOf(key),
    instanceIds: instances.flatMap(({ instanceId, isPresent }) => (isPresent ? [instanceId] : [])),
    instances: instances.map(({ instanceId, isPresent, leftKeys, failure }) => ({
      instanceId,
      present: isPresent,
      ...(leftKeys.length > 0 && { leftKeys: leftKeys.map((left) => ({ ...left })) }),
      ...failure,
    })),
  };
}

/** Reads state from the outputs of any release; undefined where they are only inputs. */
export function readState(outputs: Properties): AuthorizedKeyState | undefined {
  const key = readKey(outputs);
  const regionId = nonEmpty(outputs["regionId"]);
  const { instances } = outputs;
  if (key.publicKey === "" || regionId === undefined || !Array.isArray(instances)) {
    return undefined;
  }
  return { key, regionId, instances: instances.filter(isMap).flatMap(readHolder) };
}

/**
 * The state of a key that was written before.
 *
 * @throws Error when the outputs are not an authorized key's
 */
export function existingState(outputs: Properties): AuthorizedKeyState {
  return existing(readState(outputs), "an authorized key");
}

function readHolder(entry: Properties): Holder[] {
  const [instanceId] = readIds([entry["instanceId"]]);
  const code = nonEmpty(entry["code"]);
  const { leftKeys } = entry;
  return instanceId === undefined
    ? []
    : [
        {
          instanceId,
          isPresent: entry["present"] === true,
          leftKeys: Array.isArray(leftKeys) ? leftKeys.filter(isMap).map(readKey) : [],
          ...(code !== undefined && { failure: { code, message: nonEmpty(entry["message"]) ?? "" } }),
        },
      ];
}
