/** Diff: decides what a program's change does. Everything but another region is applied in place. */
import { effectsOf } from "../resource/effects";
import type { Difference, DiffOptions } from "../resource/resource";
import { hasUnknown, type Properties } from "../resource/values";
import { attachmentFields } from "./fields";
import { place } from "../resource/errors";
import { isUnknown, readInputs, restartNote } from "./inputs";
import { planOf } from "./plan";
import { isBound, readState, type AttachmentState } from "./state";

/**
 * Compares the attachment in state with what the program asks for.
 *
 * @param outputs - the attachment's outputs
 * @param news - the program's checked inputs; a value that is not known yet can turn out to be anything
 */
export function diff(outputs: Properties, news: Properties, options: DiffOptions): Difference {
  const state = readState(outputs);
  const nothing = { replaces: [], updates: [], deleteBeforeReplace: false, alsoUpdates: false };
  if (state === undefined) {
    return { subject: undefined, ...nothing };
  }
  const differing = {
    inPlace: inPlaceChanges(state, news),
    others: news["regionId"] !== undefined && news["regionId"] !== state.regionId ? ["regionId"] : [],
  };
  const effects = effectsOf(attachmentFields, outputs, news, differing, options);
  const plan = planOf(state, readInputs(news));
  const warning = restartNote(news, isUnknown(news) ? undefined : [...plan.bind, ...plan.restart]);
  return {
    ...nothing,
    subject: `attachment of key pair ${place(state)}`,
    ...effects,
    alsoUpdates: plan.restart.length > 0,
    // Check says it for a replacement.
    ...(warning !== undefined && effects.replaces.length === 0 && { warning }),
  };
}

function inPlaceChanges(state: AttachmentState, { keyPairName, instanceIds }: Properties): string[] {
  return [
    ...(keyPairName === state.keyPairName ? [] : ["keyPairName"]),
    ...(sameInstances(state, instanceIds) ? [] : ["instanceIds"]),
  ];
}

/** Whether exactly these instances are bound; order and repetitions mean nothing. */
function sameInstances(state: AttachmentState, instanceIds: unknown): boolean {
  if (!Array.isArray(instanceIds) || hasUnknown(instanceIds)) {
    return false;
  }
  const wanted = new Set<unknown>(instanceIds);
  const bound = state.instances.filter((binding) => isBound(state, binding));
  return wanted.size === bound.length && bound.every(({ instanceId }) => wanted.has(instanceId));
}
