/** DescribeKeyPairs: looks up one exact name, or lists a region page by page. */
import { DescribeKeyPairsRequest } from "@alicloud/ecs20140526/dist/models/DescribeKeyPairsRequest";
import { describedKeyPairs, totalCount } from "./answers";
import type { DescribedKeyPair, EcsApi } from "./api";
import type { Ask, WriteLog } from "./ask";
import { openListings } from "./listings";
import { pageSize, readPages, type AskPage } from "./pages";

/** Opens the lookups and listings of a connection. */
export function lookups(
  ask: Ask,
  writeLog: WriteLog,
): Pick<EcsApi, "describeKeyPair" | "describeKeyPairShared" | "listKeyPairs"> {
  const describeKeyPair = exactLookup(ask);
  const listings = openListings(pageAsker(ask, { includePublicKey: true }));
  return {
    describeKeyPair,

    async describeKeyPairShared(ref, operation) {
      const listed = writeLog.has(ref) ? undefined : await listings.find(ref, operation);
      // Checked again: one of our writes may have started during the listing.
      return listed === undefined || writeLog.has(ref) ? describeKeyPair(ref, operation) : listed;
    },

    async listKeyPairs(regionId, operation) {
      const found = new Map<string, DescribedKeyPair>();
      await readPages(pageAsker(ask, {}), regionId, operation, (pair) => found.set(pair.keyPairName, pair));
      return [...found.values()];
    },
  };
}

const describe = { action: "DescribeKeyPairs", repeatable: "repeatable" } as const;

function exactLookup(ask: Ask): EcsApi["describeKeyPair"] {
  return async ({ regionId, keyPairName }, operation) => {
    const request = new DescribeKeyPairsRequest({ regionId, keyPairName, includePublicKey: true });
    const pairs = await ask({ ...describe, regionId, request }, describedKeyPairs, operation);
    // `*` in a name is a wildcard to ECS, so only an equal name counts.
    const pair = pairs.find((each) => each.keyPairName === keyPairName);
    return pair && { ...pair, isFresh: true };
  };
}

function pageAsker(ask: Ask, options: { readonly includePublicKey?: true }): AskPage {
  return (regionId, pageNumber, operation) => {
    const request = new DescribeKeyPairsRequest({ ...options, regionId, pageNumber, pageSize });
    return ask(
      { ...describe, regionId, request },
      (body) => ({ keyPairs: describedKeyPairs(body), total: totalCount(body) }),
      operation,
    );
  };
}
