/** DescribeKeyPairs: looks up one exact name, or lists a region page by page. */
import {
  DescribeKeyPairsRequest,
  DescribeKeyPairsRequestTag,
} from "@alicloud/ecs20140526/dist/models/DescribeKeyPairsRequest";
import { describedKeyPairs, totalCount } from "./answers";
import { Refusal } from "../rpc/errors";
import type { Operation } from "../rpc/operation";
import type { DescribedKeyPair, EcsApi, KeyPairFilter } from "./api";
import type { Ask, WriteLog } from "./ask";
import { openListings } from "./listings";
import { pageSize, readPages, type AskPage } from "./pages";

/** Opens the lookups and listings of a connection. */
export function lookups(
  ask: Ask,
  writeLog: WriteLog,
): Pick<EcsApi, "describeKeyPair" | "describeKeyPairShared" | "listKeyPairs" | "findKeyPairs"> {
  const describeKeyPair = exactLookup(ask);
  const listings = openListings(pageAsker(ask, { includePublicKey: true }));
  return {
    describeKeyPair,

    async describeKeyPairShared(ref, operation) {
      const listed = writeLog.has(ref) ? undefined : await listings.find(ref, operation);
      // Checked again: one of our writes may have started during the listing.
      return listed === undefined || writeLog.has(ref) ? describeKeyPair(ref, operation) : listed;
    },

    listKeyPairs: (regionId, operation) => readAll(pageAsker(ask, {}), regionId, operation),

    findKeyPairs: (regionId, filter, operation) => find(ask, regionId, filter, operation),
  };
}

async function readAll(
  askPage: AskPage,
  regionId: string,
  operation: Operation,
): Promise<DescribedKeyPair[]> {
  const found = new Map<string, DescribedKeyPair>();
  await readPages(askPage, regionId, operation, (pair) => found.set(pair.keyPairName, pair));
  return [...found.values()];
}

/** How many key pairs ECS's filters by tag and by resource group cover. */
const filterLimit = 1000;

async function find(
  ask: Ask,
  regionId: string,
  { keyPairName, tags = [], resourceGroupId }: KeyPairFilter,
  operation: Operation,
): Promise<DescribedKeyPair[]> {
  const byName = { includePublicKey: true, ...(keyPairName !== undefined && { keyPairName }) } as const;
  const filter = {
    ...byName,
    ...(tags.length > 0 && { tag: tags.map((tag) => new DescribeKeyPairsRequestTag(tag)) }),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
  };
  const found = await readAll(pageAsker(ask, filter), regionId, operation);
  const isFiltered = tags.length > 0 || resourceGroupId !== undefined;
  const mayBeCut = isFiltered && found.length >= filterLimit;
  // One version of the documentation says that the default group can't be filtered by.
  const mayBeDefaultGroup = resourceGroupId !== undefined && found.length === 0;
  if (!mayBeCut && !mayBeDefaultGroup) {
    return found;
  }
  try {
    return await readAll(pageAsker(ask, byName), regionId, operation);
  } catch (error) {
    // A RAM user may be allowed to list one resource group only.
    if (error instanceof Refusal && /^(Forbidden|NoPermission)/.test(error.code)) {
      return found;
    }
    throw error;
  }
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

interface PageOptions {
  readonly includePublicKey?: true;
  readonly keyPairName?: string;
  readonly tag?: DescribeKeyPairsRequestTag[];
  readonly resourceGroupId?: string;
}

function pageAsker(ask: Ask, options: PageOptions): AskPage {
  return (regionId, pageNumber, operation) => {
    const request = new DescribeKeyPairsRequest({ ...options, regionId, pageNumber, pageSize });
    return ask(
      { ...describe, regionId, request },
      (body) => ({ keyPairs: describedKeyPairs(body), total: totalCount(body) }),
      operation,
    );
  };
}
