/** Listings of regions that many lookups share: made where they cost less than exact lookups, and kept for half a minute. */
import { setTimeout } from "node:timers/promises";
import type { DescribedKeyPair, KeyPairRef } from "./api";
import { Refusal, Unreachable } from "../rpc/errors";
import { startOperation, type Operation } from "../rpc/operation";
import { pageSize, readPages, type AskPage, type Page } from "./pages";
import { leastCallMs } from "../rpc/retry";
import { within } from "../rpc/within";

/** What listings show. */
export interface Listings {
  /**
   * What a listing shows of a pair; a new one is made where that is worth it.
   *
   * @returns undefined where no listing was made, or it does not show the pair: that says nothing
   * @throws {@link Unreachable}
   */
  find(ref: KeyPairRef, operation: Operation): Promise<DescribedKeyPair | undefined>;
}

/**
 * How long a listing serves, in milliseconds. Short, for a pair that was compared on one may be gone and its name another's when
 * it is deleted; an exact lookup leaves such a gap too, and ECS gives the name of a deleted pair to nobody for a while.
 */
const longestAgeMs = 30_000;

/** How long a name waits for others, in milliseconds: the engine asks for the first ones at once. */
const companyMs = 25;

/**
 * How many pages of a listing a name is worth. More than one: the engine asks for a few names at a time, and nobody knows how many
 * are to follow. No more than this: two names in a region of thousands cost one page, and an exact lookup each. A tag filter
 * would leave out others' pairs, but adopted pairs carry no tag of ours, and it sees a thousand resources at most.
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
    list.asked(keyPairName);
    if (!last?.mayShow(keyPairName) && !list.isWorthIt()) {
      await setTimeout(companyMs);
    }
    if (!last?.mayShow(keyPairName)) {
      if (!list.isWorthIt()) {
        return undefined;
      }
      const ownTime = startOperation(Math.min(longestAgeMs, operation.remainingMs()), operation);
      last = startListing((take) => list.read(take, ownTime));
    }
    return within(operation.remainingMs() - leastCallMs, last.find(keyPairName), () => undefined);
  };
}

type Take = (pair: DescribedKeyPair) => void;

/** One region's list, as far as it is known to be worth its pages. */
interface RegionList {
  asked(keyPairName: string): void;
  isWorthIt(): boolean;
  /** @returns whether all pages were read */
  read(take: Take, operation: Operation): Promise<boolean>;
}

function openList(regionId: string, askPage: AskPage): RegionList {
  /** Asked for since the last time that all pages were read. */
  let names = new Set<string>();
  let total: number | undefined;
  let isRefused = false;
  const isWorthIt = (): boolean =>
    !isRefused &&
    names.size > 1 &&
    (total === undefined || Math.ceil(total / pageSize) <= pagesPerName * names.size);
  const goesOn = (first: Page): boolean => {
    total = first.total ?? Infinity;
    return isWorthIt();
  };
  return {
    asked: (keyPairName) => {
      names.add(keyPairName);
    },
    isWorthIt,
    async read(take, operation) {
      try {
        const isWhole = await readPages(askPage, regionId, operation, take, goesOn);
        names = isWhole ? new Set() : names;
        return isWhole;
      } catch (error) {
        if (error instanceof Unreachable) {
          throw error;
        }
        // A policy may allow lookups of single names only. What else went wrong, an exact lookup meets too, and tells.
        isRefused ||= error instanceof Refusal && !error.isThrottling && !error.isAmbiguous;
        return false;
      }
    },
  };
}

/** One listing, from its first page on. */
interface Listing {
  /** Whether it is worth asking: it has the pair, or may have it still, or has all that there is. */
  mayShow(keyPairName: string): boolean;
  /** Waits no longer than for the page that has the pair: while the engine goes on with that one, the next pages come. */
  find(keyPairName: string): Promise<DescribedKeyPair | undefined>;
}

/** @param readAll - reads the pages; answers whether these were all */
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
  // Each lookup that waits gets the failure; none may be waiting any more.
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
