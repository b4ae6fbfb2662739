/** Gathers what operations ask for at nearly the same time, so that one call can serve them all. */
import DataLoader from "dataloader";

/** How long to wait for more. */
export interface Gathering {
  /** The wait ends when nothing was asked for this long, in milliseconds. */
  readonly quietMs: number;
  /** It ends after so long in any case, in milliseconds. */
  readonly longestMs: number;
  /** The most that one call serves. */
  readonly most: number;
}

/** What became of one question. */
export type Settled<A> = A | Error;

/**
 * Opens a place where questions are gathered.
 *
 * @param serve - answers questions that were asked together, each in its place
 */
export function gather<Q, A>(
  serve: (asked: readonly Q[]) => Promise<readonly Settled<A>[]>,
  { quietMs, longestMs, most }: Gathering,
): (question: Q) => Promise<A> {
  let askedMs = 0;
  const dispatchWhenQuiet = (dispatch: () => void, endMs: number): void => {
    const nowMs = performance.now();
    const waitMs = Math.min(askedMs + quietMs, endMs) - nowMs;
    if (waitMs <= 0) {
      dispatch();
      return;
    }
    setTimeout(() => {
      dispatchWhenQuiet(dispatch, endMs);
    }, waitMs);
  };
  const loader = new DataLoader<Q, A>(serve, {
    cache: false,
    maxBatchSize: most,
    batchScheduleFn: (dispatch) => {
      askedMs = performance.now();
      dispatchWhenQuiet(dispatch, askedMs + longestMs);
    },
  });
  return (question) => {
    askedMs = performance.now();
    return loader.load(question);
  };
}
