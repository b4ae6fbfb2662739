/** The pace of calls, learnt from flow control: nothing waits until ECS throttles a call; from then on calls go out evenly spaced. */
import { EcsRefusal } from "./errors";
import { within } from "./within";

/** The paces of a process, one for each kind of call that flow control counts for itself. */
export interface Paces {
  /**
   * Sends when it is the call's turn.
   *
   * @param longestWaitMs - after so long it is sent in any case: to be throttled once more beats to be late for certain
   */
  keep<T>(key: string, longestWaitMs: number, send: () => Promise<T>): Promise<T>;
}

/** Flow control counts by the second or the minute; after so long without a refusal, what was learnt is out of date. */
const forgottenAfterMs = 30_000;
const windowMs = 1_000;
/** With many processes on one limit even this is too much for each; then the waiting of each call does the rest. */
const slowestPerSecond = 0.5;

/**
 * What a call that came through adds to the pace, for each second since the last refusal: little near the limit, so that it is
 * used to the full at the price of a few refusals, and more and more where it has gone.
 */
const growthPerSecond = 0.01;
const decrease = 0.9;
/** Where nothing at all has come through since the last decrease, the pace is far off. */
const steepDecrease = 0.5;

/** Opens paces that know of no limit yet. */
export function openPaces(): Paces {
  const paces = new Map<string, Pace>();
  return {
    async keep(key, longestWaitMs, send) {
      const pace = paces.get(key) ?? openPace();
      paces.set(key, pace);
      await pace.turn(longestWaitMs);
      const sentMs = performance.now();
      try {
        const answer = await send();
        pace.passed();
        return answer;
      } catch (error) {
        if (error instanceof EcsRefusal && error.isThrottling) {
          pace.throttled(sentMs);
        } else if (error instanceof EcsRefusal) {
          pace.passed();
        }
        throw error;
      }
    },
  };
}

interface Pace {
  /** Resolves when the next call may go out. */
  turn(longestWaitMs: number): Promise<void>;
  /** A call has come through flow control. */
  passed(): void;
  /** A call that was sent at this time was refused by flow control. */
  throttled(sentMs: number): void;
}

function openPace(): Pace {
  let perSecond = Infinity;
  let loweredMs = -Infinity;
  let passedSinceLowered = false;
  let nextMs = 0;
  let lastTurn = Promise.resolve();
  let passes: number[] = [];

  const spaced = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, nextMs - performance.now()));
    const intervalMs = 1_000 / perSecond;
    // A turn that came a little late takes nothing from the next; time in which nobody called is not made up for.
    nextMs = Math.max(nextMs, performance.now() - intervalMs) + intervalMs;
  };
  return {
    async turn(longestWaitMs) {
      if (performance.now() - loweredMs > forgottenAfterMs) {
        perSecond = Infinity;
      }
      if (perSecond !== Infinity) {
        lastTurn = lastTurn.then(spaced);
        await within(longestWaitMs, lastTurn);
      }
    },
    passed() {
      const nowMs = performance.now();
      passes = [...passes.filter((passMs) => nowMs - passMs < windowMs), nowMs];
      passedSinceLowered = true;
      perSecond *= 1 + growthPerSecond * ((nowMs - loweredMs) / 1_000);
    },
    throttled(sentMs) {
      // A window that is full refuses all calls until it ends: that is one sign, not many.
      if (sentMs < loweredMs + windowMs) {
        return;
      }
      const nowMs = performance.now();
      const lowered =
        perSecond === Infinity
          ? Math.max(passes.filter((passMs) => nowMs - passMs < windowMs).length, 1)
          : perSecond * (passedSinceLowered ? decrease : steepDecrease);
      perSecond = Math.max(lowered, slowestPerSecond);
      loweredMs = nowMs;
      passedSinceLowered = false;
      nextMs = nowMs + 1_000 / perSecond;
    },
  };
}
