/** The attachment of a key pair as a resource: maps the hosts' calls to this folder's modules. */
import type { EcsApi } from "../ecs/api";
import { keyPairAt } from "../resource/address";
import { advising } from "../resource/advice";
import { place } from "../resource/errors";
import { PartlyDone, type Context, type Found, type Reached, type Resource } from "../resource/resource";
import type { Properties } from "../resource/values";
import { openWantedOnInstances, type WantedOnInstances } from "../resource/wanted";
import { attachmentAdvice } from "./advice";
import { apply, type Applying } from "./apply";
import { check } from "./check";
import { deleteAttachment } from "./delete";
import { diff } from "./diff";
import { Unfinished } from "./errors";
import { attachmentFields } from "./fields";
import { isUnknown, readInputs } from "./inputs";
import { preview } from "./preview";
import { readBound, refreshAttachment } from "./read";
import { existingState, readState, toOutputs, type AttachmentState } from "./state";

/** Opens the attachment resource of one provider process. */
export function openKeyPairAttachment(): Resource {
  const wanted = openWantedOnInstances();
  return {
    name: "KeyPairAttachment",
    fields: attachmentFields,
    check(olds, news, options) {
      const { keyPairName: what, instanceIds } = readInputs(news);
      wanted.checked(options.owner, olds === undefined, isUnknown(news) ? undefined : { what, instanceIds });
      return check(olds, news, options);
    },
    diff,
    preview,
    create: (context, properties) => create(context, properties, wanted),
    read,
    async update(context, outputs, properties) {
      const applying = applyingOf(context, wanted);
      try {
        const state = await apply(existingState(outputs), readInputs(properties), applying);
        return reachedOf(properties, state);
      } catch (error) {
        throw error instanceof Unfinished ? new PartlyDone(reachedOf(properties, error.state), error) : error;
      }
    },
    async delete(context, outputs) {
      await deleteAttachment(
        await ecsOf(context),
        existingState(outputs),
        mustStayIn(context, wanted),
        context.operation,
      );
    },
    undo,
  };
}

async function ecsOf(context: Context): Promise<EcsApi> {
  return advising(await context.ecs(), attachmentAdvice);
}

function applyingOf(context: Context, wanted: WantedOnInstances): Applying {
  const { operation, isAwaited } = context;
  return { open: () => ecsOf(context), mustStay: mustStayIn(context, wanted), operation, isAwaited };
}

function mustStayIn({ owner }: Context, wanted: WantedOnInstances): Applying["mustStay"] {
  return (keyPairName, instanceId) => wanted.mustStay(owner, keyPairName, instanceId);
}

async function create(context: Context, properties: Properties, wanted: WantedOnInstances): Promise<Reached> {
  const inputs = readInputs(properties);
  const { keyPairName } = inputs;
  const regionId = context.regionOf(inputs.regionId);
  try {
    const empty = { keyPairName, regionId, instances: [] };
    return reachedOf(properties, await apply(empty, inputs, applyingOf(context, wanted)));
  } catch (error) {
    const isBegun =
      error instanceof Unfinished &&
      error.state.instances.some((binding) => binding.keyPairName !== undefined);
    throw isBegun ? new PartlyDone(reachedOf(properties, error.state), error) : error;
  }
}

function reachedOf(inputs: Properties, state: AttachmentState): Reached {
  return { id: `${state.regionId}/${state.keyPairName}`, outputs: toOutputs(inputs, state) };
}

async function read(context: Context, id: string, outputs: Properties | undefined): Promise<Found> {
  const { operation, regionOf } = context;
  const ecs = await ecsOf(context);
  const state = outputs && readState(outputs);
  const now =
    state === undefined
      ? await readBound(ecs, keyPairAt(id, "an attachment", outputs ?? {}, regionOf), operation)
      : await refreshAttachment(ecs, state, operation);
  const found = reachedOf(outputs ?? {}, now);
  const { keyPairName, regionId, instanceIds } = found.outputs;
  return { ...found, inputs: { keyPairName, regionId, instanceIds } };
}

/** Undoes nothing: detaching could lock users out, and the next `up` finds the instances bound and records them. */
function undo({ operation }: Context, { outputs }: Reached): Promise<string> {
  const state = existingState(outputs);
  const ids = state.instances.map(({ instanceId }) => instanceId).join(", ");
  const message =
    `Pulumi stopped waiting for the attachment of key pair ${place(state)}. It stays bound to ${ids}, and the next ` +
    "`pulumi up` records that.";
  operation.warn(message);
  return Promise.resolve(message);
}
