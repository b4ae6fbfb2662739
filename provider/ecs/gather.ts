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
 * Opens a place where questions are gathered. They are served when all are there that can be: as many as have ever waited at
 * once, for so many the engine hands over. Else after a short quiet.
 *
 * @param serve - answers questions that were asked together, each in its place
 */
export function gather<Q, A>(
  serve: (asked: readonly Q[]) => Promise<readonly Settled<A>[]>,
  gathering: Gathering,
): (question: Q) => Promise<A> {
  const queue = openQueue(gathering);
  let dispatch: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const dispatchIfDue = (): void => {
    clearTimeout(timer);
    if (dispatch === undefined) {
      return;
    }
    const waitMs = queue.dueInMs();
    if (waitMs > 0) {
      timer = setTimeout(dispatchIfDue, waitMs);
      return;
    }
    dispatch();
  };
  const call = async (asked: readonly Q[]): Promise<readonly Settled<A>[]> => {
    dispatch = undefined;
    queue.called(asked.length);
    try {
      return await serve(asked);
    } finally {
      queue.answered(asked.length);
      dispatchIfDue();
    }
  };
  const loader = new DataLoader<Q, A>(call, {
    cache: false,
    maxBatchSize: gathering.most,
    batchScheduleFn: (dispatchNow) => {
      dispatch = dispatchNow;
    },
  });
  return (question) => {
    queue.asked();
    const answer = loader.load(question);
    dispatchIfDue();
    return answer;
  };
}

/** What waits, and for how long still. */
interface Queue {
  /** A question has come. */
  asked(): void;
  /** So many of them are being served. */
  called(questions: number): void;
  answered(questions: number): void;
  /** When those that wait are to be served, in milliseconds from now. */
  dueInMs(): number;
}

function openQueue({ firstQuietMs, quietMs, longestMs, most }: Gathering): Queue {
  let queued = 0;
  let inCall = 0;
  /** The most that ever waited at once; zero before the first call. */
  let seenAtOnce = 0;
  /** How long the next question took to come at most, going by the last ones. */
  let gapMs = 0;
  let firstAskedMs = 0;
  let askedMs = 0;
  let answeredMs = 0;

  return {
    asked() {
      const nowMs = performance.now();
      if (queued + inCall > 0) {
        gapMs = Math.max(nowMs - askedMs, 0.9 * gapMs);
      }
      firstAskedMs = queued === 0 ? nowMs : firstAskedMs;
      askedMs = nowMs;
      queued += 1;
      seenAtOnce = inCall > 0 ? Math.max(seenAtOnce, queued + inCall) : seenAtOnce;
    },
    called(questions) {
      queued -= questions;
      inCall += questions;
      seenAtOnce = Math.max(seenAtOnce, queued + inCall);
    },
    answered(questions) {
      inCall -= questions;
      answeredMs = performance.now();
    },
    dueInMs() {
      if (queued >= most || (inCall === 0 && seenAtOnce > 0 && queued >= seenAtOnce)) {
        return 0;
      }
      const quiet = seenAtOnce === 0 ? firstQuietMs : Math.max(quietMs, 3 * gapMs);
      // Those in a call come back with the next questions: calls that ran side by side would never grow together.
      const quietEndMs = inCall > 0 ? Infinity : Math.max(askedMs, answeredMs) + quiet;
      return Math.min(quietEndMs, firstAskedMs + longestMs) - performance.now();
    },
  };
}
