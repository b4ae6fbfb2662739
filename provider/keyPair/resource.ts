/** The key pair as a resource: maps the hosts' calls to this folder's modules. */
import type { EcsApi } from "../ecs/api";
import { keyPairAt } from "../resource/address";
import { advising } from "../resource/advice";
import type { NeededKeys } from "../resource/needed";
import {
  PartlyDone,
  type Context,
  type Environment,
  type Found,
  type Reached,
  type Resource,
} from "../resource/resource";
import type { Properties } from "../resource/values";
import { keyPairAdvice } from "./advice";
import { check } from "./check";
import { createKeyPair } from "./create";
import { deleteKeyPair } from "./delete";
import { diff } from "./diff";
import { NotFullyConfigured } from "./errors";
import { keyPairFields } from "./fields";
import { readInputs } from "./inputs";
import { preview } from "./preview";
import { getKeyPair, readForImport, refreshKeyPair } from "./read";
import { openSeen, type Seen } from "./seen";
import { existingState, readState, toOutputs, type KeyPairState } from "./state";
import { undoCreate } from "./undo";
import { updateKeyPair } from "./update";

/** Opens the key-pair resource of one provider process. A pair whose key is `needed` is not deleted. */
export function openKeyPair(environment: Environment, needed: NeededKeys): Resource {
  const seen = openSeen(environment);
  return {
    name: "KeyPair",
    fields: keyPairFields,
    check(olds, news, options) {
      seen.checked(options.owner, olds, news);
      return check(olds, news, options);
    },
    diff,
    preview,
    async create(context, properties) {
      const inputs = readInputs(properties, context.owner);
      const target = { regionId: context.regionOf(inputs.regionId), seen, isAwaited: context.isAwaited };
      const created = createKeyPair(await ecsOf(context), inputs, target, context.operation);
      return reached(properties, created);
    },
    read,
    async update(context, outputs, properties) {
      const inputs = readInputs(properties, context.owner);
      const open = () => ecsOf(context);
      return reached(properties, updateKeyPair(open, existingState(outputs), inputs, context.operation));
    },
    delete: (context, outputs) => deleteIn(context, outputs, seen, needed),
    undo: async (context, { outputs }) =>
      undoCreate(await ecsOf(context), existingState(outputs), context.operation),
  };
}

async function ecsOf(context: Context): Promise<EcsApi> {
  return advising(await context.ecs(), keyPairAdvice);
}

async function reached(properties: Properties, work: Promise<KeyPairState>): Promise<Reached> {
  try {
    return reachedOf(properties, await work);
  } catch (error) {
    throw error instanceof NotFullyConfigured
      ? new PartlyDone(reachedOf(properties, error.state), error)
      : error;
  }
}

function reachedOf(properties: Properties, state: KeyPairState): Reached {
  return { id: state.keyPairName, outputs: toOutputs(properties, state) };
}

async function read(context: Context, id: string, outputs: Properties | undefined): Promise<Found | "gone"> {
  const { owner, operation, regionOf } = context;
  const ecs = await ecsOf(context);
  const state = outputs && readState(outputs);
  if (state !== undefined) {
    const now = await refreshKeyPair(ecs, state, operation);
    return now === "gone" ? "gone" : foundOf(outputs ?? {}, now);
  }
  const ref = keyPairAt(id, "a key pair", outputs ?? {}, regionOf);
  return outputs === undefined
    ? foundOf({}, await readForImport(ecs, ref, owner, operation))
    : foundOf(outputs, await getKeyPair(ecs, ref, operation));
}

/** Omits publicKey from the inputs: the pair has it, and a program need not repeat it. */
function foundOf(outputs: Properties, state: KeyPairState): Found {
  const { keyPairName, regionId, tags, resourceGroupId } = state;
  const inputs = {
    keyPairName,
    regionId,
    ...(tags !== undefined && { tags }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
  };
  return { ...reachedOf(outputs, state), inputs };
}

/**
 * Deletes with the flags that check saw for the owner in this process, or else with state's: a destroy calls no check. The
 * environment, which `seen` knows, overrides both.
 */
async function deleteIn(
  context: Context,
  outputs: Properties,
  seen: Seen,
  needed: NeededKeys,
): Promise<void> {
  const state = existingState(outputs);
  const { owner, operation } = context;
  const options = {
    detachOnDelete: seen.detachOnDelete(owner) ?? readInputs(outputs, owner).detachOnDelete,
    adoptedMeanwhile: seen.wasAdopted(state),
    neededBy: needed.instancesThatNeed(state.publicKeyFingerprintSha256),
  };
  await deleteKeyPair(await ecsOf(context), state, options, operation);
}
