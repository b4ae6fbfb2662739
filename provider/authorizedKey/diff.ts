/** Diff: decides what a program's change does. Everything but another region is applied in place. */
import { effectsOf } from "../resource/effects";
import type { Difference, DiffOptions } from "../resource/resource";
import { hasUnknown, unknown, type Properties } from "../resource/values";
import { authorizedKeyFields } from "./fields";
import { readInputs } from "./inputs";
import { readState, type AuthorizedKeyState } from "./state";

/**
 * Compares the key in state with what the program asks for.
 *
 * @param outputs - the resource's outputs
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
  const effects = effectsOf(authorizedKeyFields, outputs, news, differing, options);
  return {
    ...nothing,
    subject: `authorized key of ${state.key.user} in ${state.regionId}`,
    ...effects,
    // An older key is still on an instance: the update that should have removed it was not finished.
    alsoUpdates: state.instances.some(({ leftKeys }) => leftKeys.length > 0),
  };
}

function inPlaceChanges({ key, instances }: AuthorizedKeyState, news: Properties): string[] {
  const wanted = readInputs(news);
  const { publicKey, user, instanceIds } = news;
  const present = instances.filter(({ isPresent }) => isPresent).map(({ instanceId }) => instanceId);
  const sameInstances =
    !hasUnknown(instanceIds) &&
    present.length === wanted.instanceIds.length &&
    present.every((instanceId) => wanted.instanceIds.includes(instanceId));
  return [
    ...(publicKey === unknown || wanted.key.publicKey !== key.publicKey ? ["publicKey"] : []),
    ...(user === unknown || wanted.key.user !== key.user ? ["user"] : []),
    ...(sameInstances ? [] : ["instanceIds"]),
  ];
}
