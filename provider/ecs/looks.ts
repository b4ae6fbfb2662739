/** Looks at key pairs: by exact name, whole regions, and many names together over one listing. */
import { DescribeKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DescribeKeyPairsRequest";
import { describedKeyPairs } from "./answers";
import type { DescribedKeyPair, EcsApi } from "./api";
import type { Ask } from "./ask";
import { openListings } from "./listings";
import { describing, pageAsker, readPages } from "./pages";
import type { Written } from "./written";

/** Opens the looks of a connection. */
export function looks(
  ask: Ask,
  written: Written,
): Pick<EcsApi, "describeKeyPair" | "describeKeyPairShared" | "listKeyPairs"> {
  const describeKeyPair = exactLook(ask);
  const listings = openListings(pageAsker(ask, { includePublicKey: true }));
  return {
    describeKeyPair,

    async describeKeyPairShared(ref, operation) {
      const listed = written.has(ref) ? undefined : await listings.find(ref, operation);
      // Asked again: a write of ours may have begun while the listing was made.
      return listed === undefined || written.has(ref) ? describeKeyPair(ref, operation) : listed;
    },

    async listKeyPairs(regionId, operation) {
      const found = new Map<string, DescribedKeyPair>();
      await readPages(pageAsker(ask, {}), regionId, operation, (pair) => found.set(pair.keyPairName, pair));
      return [...found.values()];
    },
  };
}

function exactLook(ask: Ask): EcsApi["describeKeyPair"] {
  return async ({ regionId, keyPairName }, operation) => {
    const request = new DescribeKeyPairsRequest({ regionId, keyPairName, includePublicKey: true });
    const pairs = await ask({ ...describing, regionId, request }, describedKeyPairs, operation);
    // `*` in a name is a wildcard to ECS, so that only an equal name counts.
    const pair = pairs.find((each) => each.keyPairName === keyPairName);
    return pair && { ...pair, isFresh: true };
  };
}
