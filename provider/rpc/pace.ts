/** The pace of calls, learnt from flow control: nothing waits until ECS throttles a call; from then on calls go out evenly spaced. */
import { isThrottling, Refusal } from "./errors";
import type { Operation } from "./operation";
import { leastCallMs, sayTryingAgain } from "./retry";
import { within } from "./within";

/** Sends something at its turn; told whether calls of its kind have to wait for one now. */
export type Attempt<T> = (isPaced: boolean) => Promise<T>;

/** The paces of a process, one for each kind of call that flow control counts for itself. */
export interface Paces {
  /**
   * Sends when it is the call's turn, and where it is throttled, which is before it is executed, again at its next turn. At its
   * operation's end it is sent in any case: to be throttled once more beats to be late for certain.
   *
   * @param turns - how many turns the call takes; more than one where others join it meanwhile, so that it is worth as much
   */
  keep<T>(key: string, operation: Operation, send: Attempt<T>, turns?: number): Promise<T>;
}

/** Flow control counts by the second or the minute; after so long without a refusal, what was learnt is out of date. */
const forgottenAfterMs = 30_000;
const windowMs = 1_000;
/** Slow enough for twenty processes on one limit of ten a second; a call still gets its turn every two seconds. */
const slowestPerSecond = 0.5;

/**
 * What a second adds to the pace while calls come through, for each second since the last refusal: little near the limit, so
 * that it is used to the full at the price of a few refusals, and more and more where it has gone.
 */
const growthPerSecond = 0.02;
/** A refusal in passing: the pace was a little above the limit. */
const gentleDecrease = 0.97;
/** A pace that so much less than it came through at was far off, and is set to what came through. */
const farOff = 0.8;
/** How far it falls at a time then: flow control by the minute lets nothing at all through for a while. */
const steepDecrease = 0.5;

/** Opens paces that know of no limit yet. */
export function openPaces(): Paces {
  const paces = new Map<string, Pace>();
  return {
    keep(key, operation, send, turns = 1) {
      const pace = paces.get(key) ?? openPace();
      paces.set(key, pace);
      return keepPace(pace, operation, send, turns);
    },
  };
}

async function keepPace<T>(pace: Pace, operation: Operation, send: Attempt<T>, turns: number): Promise<T> {
  for (let sends = 1; ; sends += 1) {
    const isPaced = await pace.turn(operation.remainingMs() - leastCallMs, turns);
    const sentMs = performance.now();
    try {
      const answer = await send(isPaced);
      pace.passed();
      return answer;
    } catch (error) {
      if (!isThrottling(error)) {
        if (error instanceof Refusal) {
          pace.passed();
        }
        throw error;
      }
      pace.throttled(sentMs);
      if (operation.remainingMs() < leastCallMs) {
        throw error;
      }
      sayTryingAgain(operation, error, sends);
    }
  }
}

interface Pace {
  /** Resolves when the next call may go out: true where it had to wait for that. */
  turn(longestWaitMs: number, turns: number): Promise<boolean>;
  /** A call has come through flow control. */
  passed(): void;
  /** A call that was sent at this time was refused by flow control. */
  throttled(sentMs: number): void;
}

function openPace(): Pace {
  let perSecond = Infinity;
  let loweredMs = -Infinity;
  let nextMs = 0;
  let lastTurn = Promise.resolve();
  /** When calls came through, of at least the last second. */
  let passes: number[] = [];

  const passesOfASecond = (nowMs: number): number[] => passes.filter((passMs) => nowMs - passMs < windowMs);
  const spaced = async (turns: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(nextMs - performance.now(), 0)));
    const intervalMs = (turns * 1_000) / perSecond;
    // A turn that came a little late takes nothing from the next; time in which nobody called is not made up for.
    nextMs = Math.max(nextMs, performance.now() - intervalMs) + intervalMs;
  };
  return {
    async turn(longestWaitMs, turns) {
      if (performance.now() - loweredMs > forgottenAfterMs) {
        perSecond = Infinity;
      }
      if (perSecond === Infinity) {
        return false;
      }
      lastTurn = lastTurn.then(() => spaced(turns));
      await within(longestWaitMs, lastTurn, () => undefined);
      return true;
    },
    passed() {
      const nowMs = performance.now();
      if (perSecond !== Infinity) {
        const lastMs = Math.max(passes.at(-1) ?? loweredMs, loweredMs);
        const sinceLastS = Math.min((nowMs - lastMs) / 1_000, 1);
        perSecond *= 1 + growthPerSecond * ((nowMs - loweredMs) / 1_000) * sinceLastS;
      }
      passes = [...passesOfASecond(nowMs), nowMs];
    },
    throttled(sentMs) {
      // A window that is full refuses all calls until it ends: that is one sign, not many.
      if (sentMs < loweredMs + windowMs) {
        return;
      }
      const nowMs = performance.now();
      perSecond = Math.max(lowered(perSecond, passesOfASecond(nowMs).length), slowestPerSecond);
      loweredMs = nowMs;
      nextMs = nowMs + 1_000 / perSecond;
    },
  };
}

function lowered(perSecond: number, passedInASecond: number): number {
  if (perSecond === Infinity) {
    return Math.max(passedInASecond, 1);
  }
  return passedInASecond < farOff * perSecond
    ? Math.max(passedInASecond, steepDecrease * perSecond)
    : gentleDecrease * perSecond;
}
