/** What a diff has found, sorted by what it does to the resource. */
import { byEffect, keptChanges, type Fields } from "./fields";
import { namesChange } from "./paths";
import type { Difference, DiffOptions } from "./resource";
import type { Properties } from "./values";

/** The names of the properties that differ. */
export interface Differing {
  /** Those that can be changed in place. */
  readonly inPlace: readonly string[];
  readonly others: readonly string[];
}

/**
 * Sorts what differs, kept arguments included. Pulumi's option replaceOnChanges turns a change in place into a replacement.
 *
 * @param outputs - the resource's outputs
 * @param news - the program's checked inputs
 */
export function effectsOf(
  fields: Fields,
  outputs: Properties,
  news: Properties,
  { inPlace, others }: Differing,
  { replaceOnChanges }: Pick<DiffOptions, "replaceOnChanges">,
): Pick<Difference, "replaces" | "updates"> {
  const byOption = inPlace.filter((name) => namesChange(replaceOnChanges, name, outputs[name], news[name]));
  const { replaces, updates } = byEffect(fields, [
    ...others,
    ...inPlace.filter((name) => !byOption.includes(name)),
    ...keptChanges(fields, outputs, news),
  ]);
  return { replaces: [...replaces, ...byOption], updates };
}
