/** Diff: decides what a program's change does. Everything but another region is applied in place. */
import { byEffect, keptChanges } from "../resource/fields";
import { isListUnknown } from "../resource/instances";
import { namesChange } from "../resource/paths";
import type { Difference, DiffOptions } from "../resource/resource";
import { unknown, type Properties } from "../resource/values";
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
  const changed = inPlaceChanges(state, news);
  const byOption = changed.filter((name) =>
    namesChange(options.replaceOnChanges, name, outputs[name], news[name]),
  );
  const differing = [
    ...(news["regionId"] !== undefined && news["regionId"] !== state.regionId ? ["regionId"] : []),
    ...changed.filter((name) => !byOption.includes(name)),
    ...keptChanges(authorizedKeyFields, outputs, news),
  ];
  const { replaces, updates } = byEffect(authorizedKeyFields, differing);
  return {
    ...nothing,
    subject: `authorized key of ${state.key.user} in ${state.regionId}`,
    replaces: [...replaces, ...byOption],
    updates,
    // An older key is still on an instance: the update that should have removed it was not finished.
    alsoUpdates: state.instances.some(({ leftKeys }) => leftKeys.length > 0),
  };
}

function inPlaceChanges({ key, instances }: AuthorizedKeyState, news: Properties): string[] {
  const wanted = readInputs(news);
  const { publicKey, user, instanceIds } = news;
  const present = instances.filter(({ isPresent }) => isPresent).map(({ instanceId }) => instanceId);
  const sameInstances =
    !isListUnknown(instanceIds) &&
    present.length === wanted.instanceIds.length &&
    present.every((instanceId) => wanted.instanceIds.includes(instanceId));
  return [
    ...(publicKey === unknown || wanted.key.publicKey !== key.publicKey ? ["publicKey"] : []),
    ...(user === unknown || wanted.key.user !== key.user ? ["user"] : []),
    ...(sameInstances ? [] : ["instanceIds"]),
  ];
}
