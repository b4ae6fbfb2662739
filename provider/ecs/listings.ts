/** Listings of regions that many lookups share: requested if cheaper than exact lookups, and kept for half a minute. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair } from "./api";
import type { KeyPairRef } from "./keyPairRef";
import { Refusal, Unreachable } from "../rpc/errors";
import { startOperation, type Operation } from "../rpc/operation";
import { pageSize, readPages, type AskPage, type Page } from "./pages";
import { minCallMs } from "../rpc/retry";
import { within } from "../rpc/within";

/** Finds key pairs in listings. */
export interface Listings {
  /**
   * Finds a pair in a listing; a new listing is requested if it is worth its cost.
   *
   * @returns undefined without a listing, or if it does not contain the pair: the pair may exist all the same
   * @throws {@link Unreachable}
   */
  find(ref: KeyPairRef, operation: Operation): Promise<DescribedKeyPair | undefined>;
}

/**
 * How long a listing is valid, in milliseconds. Short: a pair checked in a listing may disappear before its deletion, and its
 * name may go to someone else. An exact lookup leaves such a gap too, and ECS blocks the name of a deleted pair for a while.
 */
const longestAgeMs = 30_000;

/** How long a name waits for others, in milliseconds: the engine requests the first ones at the same time. */
const gatherMs = 25;

/**
 * How many pages of a listing a name is worth. More than one: the engine requests a few names at a time, and it is unknown how many
 * will follow. No more than this: two names in a region of thousands cost one page, and an exact lookup each. A tag filter would
 * leave out others' pairs, but adopted pairs carry none of our tags, and it covers a thousand resources at most.
 */
const pagesPerName = 3;

/** Opens the listings of a connection. */
export function openListings(askPage: AskPage): Listings {
  const regions = new Map<string, Find>();
  return {
    find: ({ regionId, keyPairName }, operation) => {
      const find = regions.get(regionId) ?? openRegion(regionId, askPage);
      regions.set(regionId, find);
      return find(keyPairName, operation);
    },
  };
}

type Find = (keyPairName: string, operation: Operation) => Promise<DescribedKeyPair | undefined>;

function openRegion(regionId: string, askPage: AskPage): Find {
  const list = openList(regionId, askPage);
  let last: Listing | undefined;
  return async (keyPairName, operation) => {
    list.requested(keyPairName);
    if (!last?.mayShow(keyPairName) && !list.isWorthIt()) {
      await setTimeout(gatherMs);
    }
    if (!last?.mayShow(keyPairName)) {
      if (!list.isWorthIt()) {
        return undefined;
      }
      const ownOperation = startOperation(Math.min(longestAgeMs, operation.remainingMs()), operation);
      last = startListing((take) => list.read(take, ownOperation));
    }
    return within(operation.remainingMs() - minCallMs, last.find(keyPairName), () => undefined);
  };
}

type Take = (pair: DescribedKeyPair) => void;

/** One region's list, and whether it is worth its pages. */
interface RegionList {
  requested(keyPairName: string): void;
  isWorthIt(): boolean;
  /** @returns whether all pages were read */
  read(take: Take, operation: Operation): Promise<boolean>;
}

function openList(regionId: string, askPage: AskPage): RegionList {
  /** Requested since all pages were last read. */
  let names = new Set<string>();
  let total: number | undefined;
  let isRefused = false;
  const isWorthIt = (): boolean =>
    !isRefused &&
    names.size > 1 &&
    (total === undefined || Math.ceil(total / pageSize) <= pagesPerName * names.size);
  const shouldContinue = (first: Page): boolean => {
    total = first.total ?? Infinity;
    return isWorthIt();
  };
  return {
    requested: (keyPairName) => {
      names.add(keyPairName);
    },
    isWorthIt,
    async read(take, operation) {
      try {
        const isWhole = await readPages(askPage, regionId, operation, take, shouldContinue);
        names = isWhole ? new Set() : names;
        return isWhole;
      } catch (error) {
        if (error instanceof Unreachable) {
          throw error;
        }
        // A policy may allow only lookups of single names. An exact lookup meets any other failure too, and reports it.
        isRefused ||= error instanceof Refusal && !error.isThrottling && !error.isAmbiguous;
        return false;
      }
    },
  };
}

/** One listing, from its first page on. */
interface Listing {
  /** Whether it is worth asking: it has the pair, may still receive it, or is complete. */
  mayShow(keyPairName: string): boolean;
  /** Waits only for the page that contains the pair: while the engine continues with that pair, the next pages arrive. */
  find(keyPairName: string): Promise<DescribedKeyPair | undefined>;
}

/** @param readAll - reads the pages; resolves to whether these were all */
function startListing(readAll: (take: Take) => Promise<boolean>): Listing {
  const beganMs = performance.now();
  const isYoung = (): boolean => performance.now() - beganMs < longestAgeMs;
  const pairs = new Map<string, DescribedKeyPair>();
  const awaited = new Map<string, (() => void)[]>();
  let isOver = false;
  let isWhole = false;

  const read = async (): Promise<void> => {
    try {
      isWhole = await readAll((pair) => {
        pairs.set(pair.keyPairName, pair);
        awaited.get(pair.keyPairName)?.forEach((arrive) => {
          arrive();
        });
      });
    } finally {
      isOver = true;
    }
  };
  const reading = read();
  // Each waiting lookup gets the failure, but none may be waiting any more.
  reading.catch(() => undefined);

  return {
    mayShow: (keyPairName) => isYoung() && (isWhole || !isOver || pairs.has(keyPairName)),
    async find(keyPairName) {
      if (!pairs.has(keyPairName) && !isOver) {
        const arrival = new Promise<void>((resolve) => {
          awaited.set(keyPairName, [...(awaited.get(keyPairName) ?? []), resolve]);
        });
        await Promise.race([reading, arrival]);
      }
      return isYoung() ? pairs.get(keyPairName) : undefined;
    },
  };
}
