/** The function `getKeyPair`: the one key pair that meets every condition. */
import type { Invoke } from "../resource/resource";
import { findKeyPairs, openSearch, withInstances, type FoundKeyPair } from "./find";
import { readLookup, type Lookup } from "./lookup";

/** @throws Error where no key pair matches, or several do */
export const getKeyPair: Invoke = async (context, args) => {
  const lookup = readLookup("getKeyPair", args);
  if ("failures" in lookup) {
    return lookup;
  }
  const search = await openSearch(context, lookup);
  const only = onlyOne(lookup, search.regionId, await findKeyPairs(search));
  const [result = only] = await withInstances(search, [only]);
  return { result: { ...result } };
};

function onlyOne(lookup: Lookup, regionId: string, found: readonly FoundKeyPair[]): FoundKeyPair {
  const [first, ...others] = found;
  const conditions = conditionsOf(lookup);
  if (first === undefined) {
    throw new Error(
      conditions === ""
        ? `there is no key pair in ${regionId}. Check the region.`
        : `no key pair in ${regionId} has ${conditions}. Check these arguments and the region.`,
    );
  }
  if (others.length > 0) {
    const what = conditions === "" ? "" : ` have ${conditions}`;
    throw new Error(
      `${found.length} key pairs in ${regionId}${what}: ${namesOf(found)}. ` +
        "Add arguments until only one is left, or call getKeyPairs.",
    );
  }
  return first;
}

/** Shows no value that could be anything but an identifier. */
function conditionsOf(lookup: Lookup): string {
  const shown = ["keyPairName", "namePattern", "fingerPrint", "publicKeyFingerprintSha256"] as const;
  const { publicKey, tags = {}, resourceGroupId } = lookup;
  const keys = Object.keys(tags);
  return [
    ...shown.flatMap((name) => (lookup[name] === undefined ? [] : [`${name} "${lookup[name]}"`])),
    ...(publicKey === undefined ? [] : ["this publicKey"]),
    ...(keys.length === 0 ? [] : [`these tags (${keys.join(", ")})`]),
    ...(resourceGroupId === undefined ? [] : [`resourceGroupId "${resourceGroupId}"`]),
  ].join(" and ");
}

const namesShown = 10;

function namesOf(found: readonly FoundKeyPair[]): string {
  const names = found.slice(0, namesShown).map(({ keyPairName }) => `"${keyPairName}"`);
  const more = found.length > namesShown ? ` and ${found.length - namesShown} more` : "";
  return names.join(", ") + more;
}
