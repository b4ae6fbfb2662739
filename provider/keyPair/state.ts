/** What is kept of a key pair, and the one mapping from ECS's answers to it. */
import type { CreatedKeyPair, DescribedKeyPair, KeyPairRef } from "../ecs/api";
import { nonEmpty, type Properties } from "./inputs";
import { armoured, publicHalf } from "./privateKey";
import { parsePublicKey } from "./publicKey";

/** The outputs of a key pair, as state holds them. */
export interface KeyPairState {
  readonly keyPairName: string;
  readonly regionId: string;
  readonly fingerPrint: string;
  readonly keyPairId?: string;
  readonly createTime?: string;
  readonly resourceGroupId?: string;
  /** Secret. Only the answer to CreateKeyPair holds it: every later step carries it forward. */
  readonly privateKey?: string;
  readonly publicKey?: string;
  readonly publicKeyFingerprintSha256?: string;
  readonly accountId?: string;
  /** The request that made this pair: the same value stands in a tag on it. */
  readonly attempt?: string;
}

/** Who made a pair, by which request. */
export interface Origin {
  readonly accountId: string | undefined;
  readonly attempt: string;
}

/** The state of a pair that was just made. */
export function createdState(ref: KeyPairRef, created: CreatedKeyPair, origin: Origin): KeyPairState {
  const privateKey = armoured(created.privateKeyBody);
  const half = publicHalf(privateKey);
  return {
    keyPairName: ref.keyPairName,
    regionId: ref.regionId,
    fingerPrint: created.keyPairFingerPrint,
    privateKey,
    attempt: origin.attempt,
    ...(created.keyPairId !== undefined && { keyPairId: created.keyPairId }),
    ...(origin.accountId !== undefined && { accountId: origin.accountId }),
    ...(half !== undefined && { publicKey: half.openSsh, publicKeyFingerprintSha256: half.sha256 }),
  };
}

/**
 * The state after a look at the living pair. What ECS does not tell is carried forward, the private key first of all;
 * equal values keep the spelling that state has.
 */
export function observedState(state: KeyPairState, pair: DescribedKeyPair): KeyPairState {
  const live = pair.publicKey === undefined ? undefined : parsePublicKey(pair.publicKey);
  return {
    ...state,
    ...(pair.keyPairFingerPrint !== undefined &&
      !sameFingerPrint(pair.keyPairFingerPrint, state.fingerPrint) && {
        fingerPrint: pair.keyPairFingerPrint,
      }),
    ...(pair.creationTime !== undefined && { createTime: pair.creationTime }),
    ...(pair.resourceGroupId !== undefined && { resourceGroupId: pair.resourceGroupId }),
    ...(live !== undefined && { publicKey: live.openSsh, publicKeyFingerprintSha256: live.sha256 }),
  };
}

/** ECS spells fingerprints with colons or without: the digits alone count. */
function sameFingerPrint(one: string, other: string): boolean {
  const digits = (text: string): string => text.replaceAll(":", "").toLowerCase();
  return digits(one) === digits(other);
}

const optionalNames = [
  "keyPairId",
  "createTime",
  "resourceGroupId",
  "privateKey",
  "publicKey",
  "publicKeyFingerprintSha256",
  "accountId",
  "attempt",
] as const;

/**
 * Takes state out of the outputs that any release wrote; undefined where they are only inputs, as `KeyPair.get` has them:
 * every pair that was ever made or read has a fingerprint.
 */
export function readState(outputs: Properties): KeyPairState | undefined {
  const keyPairName = nonEmpty(outputs["keyPairName"]);
  const regionId = nonEmpty(outputs["regionId"]);
  const fingerPrint = outputs["fingerPrint"];
  if (keyPairName === undefined || regionId === undefined || typeof fingerPrint !== "string") {
    return undefined;
  }
  const optional = optionalNames.flatMap((name) => {
    const value = nonEmpty(outputs[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { keyPairName, regionId, fingerPrint, ...Object.fromEntries(optional) };
}

/** The inputs that outputs repeat, because delete and read are given outputs alone. */
const carriedNames = ["owner", "customTimeouts"] as const;

/** Everything that state keeps of a pair, in JSON's own types and without an undefined value. */
export function toOutputs(inputs: Properties, state: KeyPairState): Properties {
  const carried = carriedNames.flatMap((name) =>
    inputs[name] === undefined ? [] : [[name, inputs[name]] as const],
  );
  return { ...Object.fromEntries(carried), ...state };
}
