/** The pages of a listing: how all of them are read. */
import type { Operation } from "../rpc/operation";
import type { DescribedKeyPair } from "./api";

/** The most that DescribeKeyPairs gives at a time. */
export const pageSize = 50;

/** One page of a region's listing. */
export interface Page {
  readonly keyPairs: readonly DescribedKeyPair[];
  /** How many pairs all pages have; undefined where the answer does not tell. */
  readonly total: number | undefined;
}

/** Asks for one page; the first has the number 1. */
export type AskPage = (regionId: string, pageNumber: number, operation: Operation) => Promise<Page>;

/** How many pages are asked for side by side once their number is known. */
const pagesAtOnce = 10;

/**
 * Lists a region.
 *
 * @param take - given each pair as soon as its page is there; where pairs come and go meanwhile, the next page can begin with one
 *   that the last page had
 * @param goesOn - asked after the first page where there are more
 * @returns whether all pages were read
 */
export async function readPages(
  askPage: AskPage,
  regionId: string,
  operation: Operation,
  take: (pair: DescribedKeyPair) => void,
  goesOn: (firstPage: Page) => boolean = () => true,
): Promise<boolean> {
  const names = new Set<string>();
  let total: number | undefined;
  const read = async (pageNumber: number): Promise<{ page: Page; isLast: boolean }> => {
    const page = await askPage(regionId, pageNumber, operation);
    total = page.total ?? total;
    for (const pair of page.keyPairs) {
      names.add(pair.keyPairName);
      take(pair);
    }
    const isAll = page.total !== undefined && names.size >= page.total;
    return { page, isLast: isAll || page.keyPairs.length === 0 };
  };
  const first = await read(1);
  if (first.isLast || !goesOn(first.page)) {
    return first.isLast;
  }
  for (let next = 2; ;) {
    const last = total === undefined ? next : Math.ceil(total / pageSize);
    const count = Math.min(Math.max(last - next + 1, 1), pagesAtOnce);
    const pages = await Promise.all(Array.from({ length: count }, (_, index) => read(next + index)));
    if (pages.some(({ isLast }) => isLast)) {
      return true;
    }
    next += count;
  }
}
