/** Reads the pages of a listing. */
import type { Operation } from "../rpc/operation";
import type { DescribedKeyPair } from "./api";

/** The most key pairs that DescribeKeyPairs returns per page. */
export const pageSize = 50;

/** One page of a region's listing. */
export interface Page {
  readonly keyPairs: readonly DescribedKeyPair[];
  /** The number of pairs on all pages; undefined if the response does not say. */
  readonly total: number | undefined;
}

/** Requests one page; numbering starts at 1. */
export type AskPage = (regionId: string, pageNumber: number, operation: Operation) => Promise<Page>;

/** How many pages are requested in parallel once their number is known. */
const pagesAtOnce = 10;

/**
 * Lists a region.
 *
 * @param take - called with each pair as soon as its page arrives. If pairs come and go meanwhile, a page can start with a pair
 *   from the previous page
 * @param shouldContinue - called after the first page if there are more
 * @returns whether all pages were read
 */
export async function readPages(
  askPage: AskPage,
  regionId: string,
  operation: Operation,
  take: (pair: DescribedKeyPair) => void,
  shouldContinue: (firstPage: Page) => boolean = () => true,
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
  if (first.isLast || !shouldContinue(first.page)) {
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
