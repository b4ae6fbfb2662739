/** Listings of regions that many looks share: made where they cost less than exact looks, and kept for half a minute. */
import type { DescribedKeyPair, KeyPairRef } from "./api";
import { EcsRefusal, EcsUnreachable } from "./errors";
import { gather, type Settled } from "./gather";
import { hastiest, startOperation, type Operation } from "./operation";
import { listInto, pageSize, type AskPage, type Page } from "./pages";
import { leastCallMs } from "./retry";
import { within } from "./within";

/** What listings show. */
export interface Listings {
  /**
   * What a listing shows of a pair; a new one is made where that is worth it.
   *
   * @returns undefined where no listing was made, or it does not show the pair: that says nothing
   * @throws {@link EcsUnreachable}
   */
  find(ref: KeyPairRef, operation: Operation): Promise<DescribedKeyPair | undefined>;
}

/**
 * How long a listing serves, in milliseconds. Short, for a pair that was compared on one may be gone and its name another's when
 * it is deleted; an exact look leaves such a gap too, and ECS gives the name of a deleted pair to nobody for a while.
 */
const longestAgeMs = 30_000;

/** The engine asks for the first ones at once; while their listing is made, others join it. */
const gathering = { firstQuietMs: 25, quietMs: 25, longestMs: 500, most: Infinity };

/**
 * How many pages of a listing a name is worth. More than one: the engine asks for a few names at a time, and nobody knows how many
 * are to follow. No more than this: two names in a region of thousands cost one page, and an exact look each. A tag filter
 * would leave out others' pairs, but adopted pairs carry no tag of ours, and it sees a thousand resources at most.
 */
const pagesPerName = 3;

/** What the pages that were read show. */
interface Shown {
  readonly pairs: ReadonlyMap<string, DescribedKeyPair>;
  /** Whether all pages were read. */
  readonly isComplete: boolean;
}

interface Listing {
  readonly beganMs: number;
  readonly shown: Promise<Shown>;
}

interface Question {
  readonly keyPairName: string;
  readonly operation: Operation;
}

type Find = (question: Question) => Promise<DescribedKeyPair | undefined>;

/** Opens the listings of a connection. */
export function openListings(askPage: AskPage): Listings {
  const regions = new Map<string, Find>();
  return {
    find: ({ regionId, keyPairName }, operation) => {
      const find = regions.get(regionId) ?? openRegion(regionId, askPage);
      regions.set(regionId, find);
      return find({ keyPairName, operation });
    },
  };
}

function openRegion(regionId: string, askPage: AskPage): Find {
  const list = openList(regionId, askPage);
  let listing: Listing | undefined;
  /** Names asked for in vain while there was no whole listing. */
  let missed = 0;

  const serve = async (asked: readonly Question[]): Promise<Settled<DescribedKeyPair | undefined>[]> => {
    const names = missed + new Set(asked.map(({ keyPairName }) => keyPairName)).size;
    if (!list.isWorthIt(names)) {
      return asked.map(() => undefined);
    }
    const first = hastiest(asked.map(({ operation }) => operation));
    const operation = startOperation(Math.min(longestAgeMs, first.remainingMs()), first);
    const begun = { beganMs: performance.now(), shown: list.read(names, operation) };
    listing = begun;
    try {
      const { pairs } = await begun.shown;
      return asked.map(({ keyPairName }) => pairs.get(keyPairName));
    } catch (error) {
      listing = undefined;
      throw error;
    }
  };
  const ask = gather(serve, gathering);

  return async (question) => {
    const shown = await shownIn(listing, question.operation);
    const pair = shown?.pairs.get(question.keyPairName);
    if (pair !== undefined || shown?.isComplete === true) {
      return pair;
    }
    const found = await ask(question);
    missed += found === undefined ? 1 : 0;
    return found;
  };
}

/** What a listing shows, if it is young and comes in time. */
async function shownIn(listing: Listing | undefined, operation: Operation): Promise<Shown | undefined> {
  if (listing === undefined || !isYoung(listing)) {
    return undefined;
  }
  const shown = await within(operation.remainingMs() - leastCallMs, listing.shown);
  return isYoung(listing) ? shown : undefined;
}

function isYoung({ beganMs }: Listing): boolean {
  return performance.now() - beganMs < longestAgeMs;
}

/** One region's listing, as far as it is known to be worth its pages. */
interface RegionList {
  isWorthIt(names: number): boolean;
  read(names: number, operation: Operation): Promise<Shown>;
}

function openList(regionId: string, askPage: AskPage): RegionList {
  let total: number | undefined;
  let isRefused = false;
  const isWorthIt = (names: number): boolean =>
    !isRefused && names > 1 && (total === undefined || Math.ceil(total / pageSize) <= pagesPerName * names);
  return {
    isWorthIt,
    async read(names, operation) {
      const pairs = new Map<string, DescribedKeyPair>();
      const goesOn = (first: Page): boolean => {
        total = first.total ?? Infinity;
        return isWorthIt(names);
      };
      try {
        return { pairs, isComplete: await listInto(pairs, askPage, regionId, operation, goesOn) };
      } catch (error) {
        if (error instanceof EcsUnreachable) {
          throw error;
        }
        // A policy may allow to look at single names only. What else went wrong, an exact look meets too, and tells.
        isRefused ||= error instanceof EcsRefusal && !error.isThrottling && !error.isAmbiguous;
        return { pairs, isComplete: false };
      }
    },
  };
}
