/** The state of a key pair, and the only mapping from ECS's responses to it. */
import type { CreatedKeyPair, DescribedKeyPair, ImportedKeyPair } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import { existing } from "../resource/errors";
import { keptNames, namesOf } from "../resource/fields";
import { nonEmpty, pick, readTexts, type Properties } from "../resource/values";
import { keyPairFields } from "./fields";
import type { KeyPairInputs } from "./inputs";
import { armoured, publicHalf } from "../sshKey/privateKey";
import { parsePublicKey, type PublicKey } from "../sshKey/publicKey";
import { ownerOnRecord } from "../resource/owner";
import { userTags } from "./tags";

/** The outputs of a key pair, as state holds them. */
export interface KeyPairState {
  readonly keyPairName: string;
  readonly regionId: string;
  readonly fingerPrint: string;
  readonly keyPairId?: string;
  readonly createTime?: string;
  readonly resourceGroupId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Secret. Only CreateKeyPair's response contains it: every later step carries it forward. */
  readonly privateKey?: string;
  readonly publicKey?: string;
  readonly publicKeyFingerprintSha256?: string;
  /** `local` where the private key was generated on the machine that ran create; absent otherwise. */
  readonly keySource?: "local";
  /** The fingerprint of the key that the program gave. Unlike `publicKey`, it is never overwritten by a refresh. */
  readonly givenKeySha256?: string;
  /** The fingerprint of the key that the pair had when the stack imported it. It is never overwritten by a refresh. */
  readonly keySha256AtImport?: string;
  readonly accountId?: string;
  /** The request that created this pair; a tag on the pair has the same value. */
  readonly attempt?: string;
  /** The owner, as the pair's tag was last written; absent where no release has recorded it yet. */
  readonly owner?: string;
  /** Whether the pair existed before and was taken over. Such a pair is never deleted. */
  readonly adopted?: true;
}

/** Which account created a pair, with which request. */
export interface Origin {
  readonly accountId: string | undefined;
  /** Undefined where the pair has no tag for it. */
  readonly attempt: string | undefined;
}

/** The state of a pair that ECS has just created. */
export function createdState(
  ref: KeyPairRef,
  inputs: KeyPairInputs,
  created: CreatedKeyPair,
  origin: Origin,
): KeyPairState {
  const privateKey = armoured(created.privateKeyBody);
  return {
    ...newState(ref, inputs, created.keyPairFingerPrint, origin),
    ...publicOutputs(publicHalf(privateKey)),
    ...(created.keyPairId !== undefined && { keyPairId: created.keyPairId }),
    privateKey,
  };
}

/** A key that existed before the pair; with its private half only where it was generated here. */
export interface ImportableKey {
  readonly publicKey: PublicKey;
  /** Secret. */
  readonly privateKey?: string;
}

/** The state of a pair that was just imported. */
export function importedState(
  ref: KeyPairRef,
  inputs: KeyPairInputs,
  imported: ImportedKeyPair,
  key: ImportableKey,
  origin: Origin,
): KeyPairState {
  return {
    ...newState(ref, inputs, imported.keyPairFingerPrint, origin),
    ...publicOutputs(key.publicKey),
    ...(key.privateKey === undefined
      ? { givenKeySha256: key.publicKey.sha256 }
      : { privateKey: key.privateKey, keySource: "local" }),
  };
}

function newState(ref: KeyPairRef, inputs: KeyPairInputs, fingerPrint: string, origin: Origin): KeyPairState {
  const { tags, resourceGroupId } = inputs;
  return {
    keyPairName: ref.keyPairName,
    regionId: ref.regionId,
    fingerPrint,
    ...(tags !== undefined && Object.keys(tags).length > 0 && { tags }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
    ...(origin.accountId !== undefined && { accountId: origin.accountId }),
    ...(origin.attempt !== undefined && { attempt: origin.attempt }),
    owner: ownerOnRecord(inputs.owner),
  };
}

function publicOutputs(key: PublicKey | undefined): Partial<KeyPairState> {
  return key === undefined ? {} : { publicKey: key.openSsh, publicKeyFingerprintSha256: key.sha256 };
}

/**
 * The state after a lookup of the live pair. Values that ECS does not return are carried forward, above all the private key.
 * Equal values keep the spelling in state.
 */
export function observedState(state: KeyPairState, pair: DescribedKeyPair): KeyPairState {
  const { tags: _, ...rest } = state;
  const tags = userTags(pair);
  return {
    ...rest,
    ...observedKey(state, pair),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(pair.creationTime !== undefined && { createTime: pair.creationTime }),
    ...(pair.resourceGroupId !== undefined && { resourceGroupId: pair.resourceGroupId }),
  };
}

/**
 * The key counts as changed only where ECS returns a readable public key that differs, and the fingerprint differs too.
 * Anything less may be another spelling, or an incomplete response.
 */
function observedKey(state: KeyPairState, pair: DescribedKeyPair): Partial<KeyPairState> {
  const fingerPrint = pair.keyPairFingerPrint;
  const sameSpelling = fingerPrint === undefined || sameFingerPrint(fingerPrint, state.fingerPrint);
  if (state.publicKey === undefined) {
    return { ...publicOutputs(parsePublicKey(pair.publicKey)), ...(sameSpelling ? {} : { fingerPrint }) };
  }
  if (sameSpelling) {
    return {};
  }
  const live = parsePublicKey(pair.publicKey);
  return live === undefined || live.openSsh === state.publicKey
    ? {}
    : { ...publicOutputs(live), fingerPrint };
}

/** ECS writes fingerprints with or without colons: only the digits count. */
export function sameFingerPrint(one: string, other: string): boolean {
  const digits = (text: string): string => text.replaceAll(":", "").toLowerCase();
  return digits(one) === digits(other);
}

const textNames = [
  ...namesOf(keyPairFields, ({ kind, output }) => output && kind === "text"),
  "givenKeySha256",
  "keySha256AtImport",
];

/**
 * Reads state from the outputs of any release; undefined where they are only inputs, as with `KeyPair.get`. Every pair that was
 * ever created or read has a fingerprint.
 */
export function readState(outputs: Properties): KeyPairState | undefined {
  const keyPairName = nonEmpty(outputs["keyPairName"]);
  const regionId = nonEmpty(outputs["regionId"]);
  const fingerPrint = outputs["fingerPrint"];
  if (keyPairName === undefined || regionId === undefined || typeof fingerPrint !== "string") {
    return undefined;
  }
  const optional = textNames.flatMap((name) => {
    const value = nonEmpty(outputs[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const tags = readTexts(outputs["tags"]);
  return {
    keyPairName,
    regionId,
    fingerPrint,
    ...Object.fromEntries(optional),
    ...(tags !== undefined && { tags }),
    ...(outputs["keySource"] === "local" && { keySource: "local" }),
    ...(outputs["adopted"] === true && { adopted: true }),
  };
}

/**
 * The state of a pair that was created or read before.
 *
 * @throws Error when the outputs are not a key pair's
 */
export function existingState(outputs: Properties): KeyPairState {
  return existing(readState(outputs), "a key pair");
}

/** Everything that state keeps of a pair, in JSON's own types and without undefined values. */
export function toOutputs(inputs: Properties, state: KeyPairState): Properties {
  return { ...pick(inputs, keptNames(keyPairFields)), ...state };
}
