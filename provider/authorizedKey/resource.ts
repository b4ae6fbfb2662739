/** The authorized key as a resource: maps the hosts' calls to this folder's modules. */
import type { EcsApi } from "../ecs/api";
import { advising } from "../resource/advice";
import type { NeededKey, NeededKeys } from "../resource/needed";
import { PartlyDone, type Context, type Found, type Reached, type Resource } from "../resource/resource";
import type { Properties } from "../resource/values";
import { openWantedOnInstances, type WantedOnInstances } from "../resource/wanted";
import { authorizedKeyAdvice } from "./advice";
import { apply, type Applying } from "./apply";
import { check } from "./check";
import { deleteAuthorizedKey } from "./delete";
import { diff } from "./diff";
import { failedAbout, Unfinished } from "./errors";
import { authorizedKeyFields } from "./fields";
import { fingerprintOf, isUnknown, keyText, readInputs } from "./inputs";
import { preview } from "./preview";
import { refreshAuthorizedKey } from "./read";
import { existingState, readState, toOutputs, type AuthorizedKeyState } from "./state";
import type { Work } from "./work";

/** Opens the authorized-key resource of one provider process, whose key pairs ask `needed` before they are deleted. */
export function openAuthorizedKey(needed: NeededKeys): Resource {
  const wanted = openWantedOnInstances();
  return {
    name: "AuthorizedKey",
    fields: authorizedKeyFields,
    check(olds, news, options) {
      const { key, instanceIds } = readInputs(news);
      const what = keyText(key);
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
        needed.record(context.owner, []);
        return reachedOf(properties, state);
      } catch (error) {
        if (error instanceof Unfinished) {
          needed.record(context.owner, neededIn(error.state));
          throw new PartlyDone(reachedOf(properties, error.state), error);
        }
        throw error;
      }
    },
    async delete(context, outputs) {
      const { operation } = context;
      const ecs = await ecsOf(context);
      const state = existingState(outputs);
      try {
        await deleteAuthorizedKey(ecs, state, readInputs(outputs), mustStayIn(context, wanted), operation);
      } catch (error) {
        throw failedAbout(state, error, "Run the same command again: it removes only what is left.");
      }
    },
    undo,
  };
}

async function ecsOf(context: Context): Promise<EcsApi> {
  return advising(await context.ecs(), authorizedKeyAdvice);
}

function mustStayIn({ owner }: Context, wanted: WantedOnInstances): Work["mustStay"] {
  return (key, instanceId) => wanted.mustStay(owner, keyText(key), instanceId);
}

function applyingOf(context: Context, wanted: WantedOnInstances): Applying {
  const { operation } = context;
  return { open: () => ecsOf(context), mustStay: mustStayIn(context, wanted), operation };
}

async function create(context: Context, properties: Properties, wanted: WantedOnInstances): Promise<Reached> {
  const inputs = readInputs(properties);
  const regionId = context.regionOf(inputs.regionId);
  try {
    const empty = { key: inputs.key, regionId, instances: [] };
    return reachedOf(properties, await apply(empty, inputs, applyingOf(context, wanted)));
  } catch (error) {
    const isBegun =
      error instanceof Unfinished &&
      error.state.instances.some(({ isPresent, leftKeys }) => isPresent || leftKeys.length > 0);
    throw isBegun ? new PartlyDone(reachedOf(properties, error.state), error) : error;
  }
}

function reachedOf(inputs: Properties, state: AuthorizedKeyState): Reached {
  const { key, regionId } = state;
  return { id: `${regionId}/${key.user}/${fingerprintOf(key)}`, outputs: toOutputs(inputs, state) };
}

/** The older keys where the key was not read back. */
function neededIn({ instances }: AuthorizedKeyState): NeededKey[] {
  return instances
    .filter(({ isPresent }) => !isPresent)
    .flatMap(({ instanceId, leftKeys }) =>
      leftKeys.map((key) => ({ instanceId, fingerprint: fingerprintOf(key) })),
    );
}

async function read(context: Context, _id: string, outputs: Properties | undefined): Promise<Found> {
  const state = outputs && readState(outputs);
  if (state === undefined) {
    throw new Error(
      "an authorized key can't be imported or read by id. Declare it: `pulumi up` takes over keys that are already there.",
    );
  }
  const checks = outputs?.["checkOnRefresh"] === true && readInputs(outputs);
  const ecs = await ecsOf(context);
  const now = await refreshAuthorizedKey(ecs, state, checks, context.operation).catch((error: unknown) => {
    throw failedAbout(state, error, "Its state is unchanged. Run the same command again.");
  });
  const found = reachedOf(outputs ?? {}, now);
  const { publicKey, user, regionId, instanceIds } = found.outputs;
  return { ...found, inputs: { publicKey, user, regionId, instanceIds } };
}

/** Undoes nothing: the next `up` finds the key on the instances and records it. */
function undo({ operation }: Context, { outputs }: Reached): Promise<string> {
  const { key } = existingState(outputs);
  const message =
    `Pulumi stopped waiting for the authorized key of ${key.user}. It stays where it was written, and the next \`pulumi up\` ` +
    "records that.";
  operation.warn(message);
  return Promise.resolve(message);
}
