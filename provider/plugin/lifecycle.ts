/** The plugin's operations on a key pair, each turned into one of the core's. */
import type { EcsApi } from "../ecs/api";
import type { Operation } from "../ecs/operation";
import type { Configuration } from "../host/configuration";
import { createKeyPair } from "../keyPair/create";
import { deleteKeyPair, deleteOptions } from "../keyPair/delete";
import { PartlyDone } from "../keyPair/errors";
import { nonEmpty, readInputs, type Properties } from "../keyPair/inputs";
import type { Seen } from "../keyPair/seen";
import { existingState, toOutputs, type KeyPairState } from "../keyPair/state";
import { updateKeyPair } from "../keyPair/update";
import { undoCreate, whileAwaited, type Caller } from "./abandoned";
import { programInputs, withoutHosts } from "./defaults";
import { previewCreate, previewUpdate } from "./preview";
import { InitFailed } from "./status";
import { encode, type Decoded } from "./wire";

/** Which resource a request is about, and how long it may take. */
export interface Request {
  readonly urn: string;
  readonly owner: string;
  readonly seen: Seen;
  readonly operation: Operation;
}

/** A pair as it is now. */
export interface Reached {
  readonly id: string;
  readonly outputs: Properties;
  readonly secrets: ReadonlySet<string>;
}

/** What is secret of the outputs: what the program gave as such, and the private key in any case. */
export function outputSecrets(given: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...given, "privateKey"]);
}

/** Makes the pair; where nobody waits for the answer any more, deletes it again. */
export async function create(
  { ecs, regionOf }: Configuration,
  news: Decoded,
  { urn, owner, seen, operation }: Request,
  caller: Caller,
): Promise<Reached> {
  const properties = withoutHosts(news.values);
  const inputs = readInputs({ ...properties, owner });
  const target = { regionId: regionOf(inputs.regionId), resource: urn, seen };
  const api = await ecs();
  const made = createKeyPair(whileAwaited(api, caller), inputs, target, operation);
  const state = await orInitFailed(properties, news.secrets, made);
  return caller.isGone()
    ? undoCreate(api, state, operation)
    : reached(properties, state, outputSecrets(news.secrets));
}

/** Changes the pair in place. */
export async function update(
  ecs: () => Promise<EcsApi>,
  olds: Properties,
  news: Decoded,
  { owner, operation }: Request,
): Promise<Reached> {
  const state = existingState(withoutHosts(olds));
  const properties = programInputs(news.values);
  const inputs = readInputs({ ...properties, owner });
  const updated = updateKeyPair(ecs, state, inputs, operation);
  const changed = await orInitFailed(properties, news.secrets, updated);
  return reached(properties, changed, outputSecrets(news.secrets));
}

/** Deletes the pair in state. */
export async function remove(
  ecs: () => Promise<EcsApi>,
  olds: Properties,
  { urn, seen, operation }: Request,
): Promise<void> {
  const outputs = withoutHosts(olds);
  const state = existingState(outputs);
  await deleteKeyPair(await ecs(), state, deleteOptions(state, outputs, urn, seen), operation);
}

/** What a create would answer, as far as it is known. */
export function createPreview({ defaults }: Configuration, owner: string, news: Decoded): Reached {
  const properties: Properties = { ...withoutHosts(news.values), owner };
  const regionId = nonEmpty(properties["regionId"]) ?? defaults().regionId;
  return { id: "", outputs: previewCreate(properties, regionId), secrets: outputSecrets(news.secrets) };
}

/** What an update would answer, as far as it is known. */
export function updatePreview(olds: Properties, owner: string, news: Decoded): Reached {
  const state = existingState(withoutHosts(olds));
  const outputs = previewUpdate(state, { ...programInputs(news.values), owner });
  return { id: state.keyPairName, outputs, secrets: outputSecrets(news.secrets) };
}

function reached(properties: Properties, state: KeyPairState, secrets: ReadonlySet<string>): Reached {
  return { id: state.keyPairName, outputs: toOutputs(properties, state), secrets };
}

/** What was reached goes into state though the operation failed: it may be the only place that holds the private key. */
async function orInitFailed(
  properties: Properties,
  secrets: ReadonlySet<string>,
  work: Promise<KeyPairState>,
): Promise<KeyPairState> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PartlyDone) {
      const outputs = encode(toOutputs(properties, error.state), outputSecrets(secrets));
      throw new InitFailed(error.state.keyPairName, outputs, error);
    }
    throw error;
  }
}
