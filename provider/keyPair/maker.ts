/** The two ways to create a pair: ECS creates the key, or an existing key is imported. */
import type { EcsApi, FreshKeyPair, Tag } from "../ecs/api";
import type { KeyPairRef } from "../ecs/keyPairRef";
import { Refusal } from "../rpc/errors";
import type { Operation } from "../rpc/operation";
import type { KeyPairInputs } from "./inputs";
import { generateKey } from "./localKey";
import { parsePublicKey } from "../sshKey/publicKey";
import { createdState, importedState, type ImportableKey, type KeyPairState, type Origin } from "./state";

/** One way to create a pair. */
export interface Maker {
  /** The API action, for messages. */
  readonly action: string;
  /** Sends the request once. */
  create(ref: KeyPairRef, tags: readonly Tag[], origin: Origin, operation: Operation): Promise<KeyPairState>;
  /** The state of a pair whose creation was not confirmed; undefined where its private key is lost for good. */
  salvage(ref: KeyPairRef, pair: FreshKeyPair, origin: Origin): KeyPairState | undefined;
  /** Whether the live pair holds the key that this maker sends. */
  holdsOurKey(pair: FreshKeyPair): boolean;
}

/** Opens the maker that the program asks for. A local key is generated here, once. */
export async function openMaker(ecs: EcsApi, inputs: KeyPairInputs): Promise<Maker> {
  switch (inputs.key.kind) {
    case "ecs":
      return ecsMaker(ecs, inputs);
    case "local":
      return importer(ecs, inputs, await generateKey(inputs.key));
    case "given": {
      const publicKey = parsePublicKey(inputs.key.publicKey);
      if (publicKey === undefined) {
        throw new Error("publicKey is not a valid public key in OpenSSH format");
      }
      return importer(ecs, inputs, { publicKey });
    }
  }
}

function requestOf(ref: KeyPairRef, inputs: KeyPairInputs, tags: readonly Tag[]) {
  const { resourceGroupId } = inputs;
  return { ...ref, tags, ...(resourceGroupId !== undefined && { resourceGroupId }) };
}

function ecsMaker(ecs: EcsApi, inputs: KeyPairInputs): Maker {
  return {
    action: "CreateKeyPair",
    create: async (ref, tags, origin, operation) => {
      const created = await ecs.createKeyPair(requestOf(ref, inputs, tags), operation);
      // The response holds the only copy of the private key: from here on nothing may fail, wait or be looked up.
      return createdState(ref, inputs, created, origin);
    },
    salvage: () => undefined,
    holdsOurKey: () => false,
  };
}

/** A lost response to an import is harmless: the key is here. */
function importer(ecs: EcsApi, inputs: KeyPairInputs, key: ImportableKey): Maker {
  return {
    action: "ImportKeyPair",
    create: async (ref, tags, origin, operation) => {
      const request = { ...requestOf(ref, inputs, tags), publicKey: key.publicKey.openSsh };
      try {
        return importedState(ref, inputs, await ecs.importKeyPair(request, operation), key, origin);
      } catch (error) {
        throw withAdvice(error, key);
      }
    },
    salvage: (ref, pair, origin) =>
      importedState(ref, inputs, { keyPairFingerPrint: pair.keyPairFingerPrint ?? "" }, key, origin),
    holdsOurKey: (pair) => parsePublicKey(pair.publicKey)?.openSsh === key.publicKey.openSsh,
  };
}

function withAdvice(error: unknown, key: ImportableKey): unknown {
  const refusedEd25519 =
    error instanceof Refusal &&
    error.code === "InvalidPublicKeyBody.Malformed" &&
    key.publicKey.type === "ed25519";
  return refusedEd25519
    ? new Error(
        `${error.message}\nUse an RSA or ECDSA key. This one is well-formed, but the ECS documentation does not list its type, ED25519.`,
        { cause: error },
      )
    : error;
}
