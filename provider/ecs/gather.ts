/** Gathers what operations ask for at nearly the same time, so that one call can serve them all. */
import DataLoader from "dataloader";

/** How long to wait for more. */
export interface Gathering {
  /** The first wait ends when nothing was asked for this long, in milliseconds: the engine hands over the first ones at once. */
  readonly firstQuietMs: number;
  /**
   * Every later wait ends when nothing was asked for this long, or thrice as long as the next one last took to come: the
   * engine hands over one more as each of the last ones is done and recorded.
   */
  readonly quietMs: number;
  /** A wait ends after so long in any case, in milliseconds. */
  readonly longestMs: number;
  /** The most that one call serves. */
  readonly most: number;
}

/** What became of one question. */
export type Settled<A> = A | Error;

/**
 * Opens a place where questions are gathered. They are served when all are there that can be: no more than ever waited for an
 * answer at once, for so many the engine hands over. Else after a short quiet.
 *
 * @param serve - answers questions that were asked together, each in its place
 */
export function gather<Q, A>(
  serve: (asked: readonly Q[]) => Promise<readonly Settled<A>[]>,
  { firstQuietMs, quietMs, longestMs, most }: Gathering,
): (question: Q) => Promise<A> {
  let queued = 0;
  let inCall = 0;
  /** The most that ever waited at once; zero before the first call. */
  let seenAtOnce = 0;
  /** How long the next question takes to come at most, going by the last ones. */
  let gapMs = 0;
  let askedMs = 0;
  let sinceMs = 0;
  let changedMs = 0;
  let dispatch: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const dueInMs = (): number => {
    if (queued >= most || (inCall === 0 && seenAtOnce > 0 && queued >= seenAtOnce)) {
      return 0;
    }
    const quietEndMs = changedMs + (seenAtOnce === 0 ? firstQuietMs : Math.max(quietMs, 3 * gapMs));
    // What a call serves comes back with the next questions: calls that ran side by side would never grow together.
    return Math.min(inCall > 0 ? Infinity : quietEndMs, sinceMs + longestMs) - performance.now();
  };
  const dispatchIfDue = (): void => {
    clearTimeout(timer);
    const waitMs = dispatch === undefined ? Infinity : dueInMs();
    if (waitMs <= 0) {
      dispatch?.();
    } else if (waitMs !== Infinity) {
      timer = setTimeout(dispatchIfDue, waitMs);
    }
  };
  const changed = (): void => {
    changedMs = performance.now();
    dispatchIfDue();
  };
  const call = async (asked: readonly Q[]): Promise<readonly Settled<A>[]> => {
    dispatch = undefined;
    queued -= asked.length;
    inCall += asked.length;
    seenAtOnce = Math.max(seenAtOnce, queued + inCall);
    try {
      return await serve(asked);
    } finally {
      inCall -= asked.length;
      changed();
    }
  };
  const loader = new DataLoader<Q, A>(call, {
    cache: false,
    maxBatchSize: most,
    batchScheduleFn: (dispatchNow) => {
      dispatch = dispatchNow;
      sinceMs = performance.now();
    },
  });
  return (question) => {
    const nowMs = performance.now();
    // From an empty queue on, the time that the engine takes for the last answers counts too.
    gapMs = queued + inCall > 0 ? Math.max(nowMs - askedMs, 0.9 * gapMs) : gapMs;
    askedMs = nowMs;
    queued += 1;
    seenAtOnce = inCall > 0 ? Math.max(seenAtOnce, queued + inCall) : seenAtOnce;
    const answer = loader.load(question);
    changed();
    return answer;
  };
}
