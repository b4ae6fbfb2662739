/** The function `getKeyPairs`: all key pairs of a region that meet every condition. */
import type { Invoke } from "../resource/resource";
import { findKeyPairs, openSearch, withInstances } from "./find";
import { readLookup } from "./lookup";

export const getKeyPairs: Invoke = async (context, args) => {
  const lookup = readLookup("getKeyPairs", args);
  if ("failures" in lookup) {
    return lookup;
  }
  const search = await openSearch(context, lookup);
  const keyPairs = await withInstances(search, await findKeyPairs(search));
  return { result: { regionId: search.regionId, keyPairs } };
};
