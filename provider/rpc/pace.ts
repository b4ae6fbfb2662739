/** The pace of calls: none waits until the API throttles one (its "flow control"), and from then on they go out evenly spaced. */
import { isThrottling } from "./errors";
import type { Operation } from "./operation";
import { minCallMs, reportRetry } from "./retry";
import { within } from "./within";

/** Sends a call at its turn. `isPaced` is true while calls of its kind have to wait for turns. */
export type Attempt<T> = (isPaced: boolean) => Promise<T>;

/** The paces of a process, one for each kind of call that is throttled separately. */
export interface Paces {
  /**
   * Sends a call at its turn. A throttled call was not executed, so it is retried at its next turn. At its operation's deadline it
   * is sent in any case: being throttled once more beats certainly being late.
   *
   * @param spacingMs - the time to leave after a call that had to wait, in milliseconds, if the pace alone would leave less
   */
  keep<T>(key: string, operation: Operation, send: Attempt<T>, spacingMs?: number): Promise<T>;
  /** Records that a call got through unthrottled: not every turn is used for one. */
  passed(key: string): void;
}

/** The API counts calls per second or per minute. After this long without throttling, the learned pace is out of date. */
const forgottenAfterMs = 30_000;
const windowMs = 1_000;
/** Slow enough for twenty processes that share a limit of ten a second; a call still gets a turn every two seconds. */
const slowestPerSecond = 0.5;

/**
 * How much the pace grows per second while calls get through, for each second since it was last lowered. Slow growth near the
 * limit uses it fully at the price of a few throttled calls. Once the limit is gone, growth accelerates.
 */
const growthPerSecond = 0.02;
/** For occasional throttling: the pace was slightly above the limit. */
const gentleDecrease = 0.97;
/** If less than this share of the pace got through, the pace was far off and drops to what got through. */
const farOff = 0.8;
/** It keeps at least this share then: a per-minute limit lets nothing through for a while. */
const steepDecrease = 0.5;

/** Opens paces that know no limit yet. */
export function openPaces(): Paces {
  const paces = new Map<string, Pace>();
  const paceOf = (key: string): Pace => {
    const pace = paces.get(key) ?? openPace();
    paces.set(key, pace);
    return pace;
  };
  return {
    keep: (key, operation, send, spacingMs = 0) => keepPace(paceOf(key), operation, send, spacingMs),
    passed: (key) => {
      paceOf(key).passed();
    },
  };
}

async function keepPace<T>(
  pace: Pace,
  operation: Operation,
  send: Attempt<T>,
  spacingMs: number,
): Promise<T> {
  for (let sends = 1; ; sends += 1) {
    const isPaced = await pace.turn(operation.remainingMs() - minCallMs, spacingMs);
    const sentMs = performance.now();
    try {
      return await send(isPaced);
    } catch (error) {
      if (!isThrottling(error)) {
        throw error;
      }
      pace.throttled(sentMs);
      if (operation.remainingMs() < minCallMs) {
        throw error;
      }
      reportRetry(operation, error, sends);
    }
  }
}

interface Pace {
  /** Resolves when the next call may go out; true if it had to wait for its turn. */
  turn(longestWaitMs: number, spacingMs: number): Promise<boolean>;
  /** A call got through unthrottled. */
  passed(): void;
  /** A call sent at this time was throttled. */
  throttled(sentMs: number): void;
}

function openPace(): Pace {
  let perSecond = Infinity;
  let loweredMs = -Infinity;
  let nextMs = 0;
  let lastTurn = Promise.resolve();
  /** When calls got through, for at least the last second. */
  let passes: number[] = [];

  const passesOfASecond = (nowMs: number): number[] => passes.filter((passMs) => nowMs - passMs < windowMs);
  const spaced = async (spacingMs: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(nextMs - performance.now(), 0)));
    const intervalMs = Math.max(1_000 / perSecond, spacingMs);
    // A slightly late turn does not delay the next one. Idle time is not caught up.
    nextMs = Math.max(nextMs, performance.now() - intervalMs) + intervalMs;
  };
  return {
    async turn(longestWaitMs, spacingMs) {
      if (performance.now() - loweredMs > forgottenAfterMs) {
        perSecond = Infinity;
      }
      if (perSecond === Infinity) {
        return false;
      }
      lastTurn = lastTurn.then(() => spaced(spacingMs));
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
      // A full window throttles every call until it ends: that is one signal, not many.
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
