/** The pace of calls: at most 30 a minute to a remote service, and no limit on the loopback. */
import { setTimeout } from "node:timers/promises";
import { isLoopback } from "../../provider/rpc/loopback";

/** The most calls that a remote service gets in a minute. */
export const callsPerMinute = 30;

const minuteMs = 60_000;
const turnMs = minuteMs / callsPerMinute;

/** What a pace goes by; tests pass their own. */
export interface Clock {
  nowMs(): number;
  /** Ends early, without an error, once the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  },
};

/** When calls may be made. */
export interface Pace {
  /** Waits until the next call may be made. */
  turn(signal?: AbortSignal): Promise<void>;
  /** Waits before something that changes by itself is looked at again. */
  pause(signal?: AbortSignal): Promise<void>;
  /** Waits until a service that throttled a call counts anew. */
  rest(signal?: AbortSignal): Promise<void>;
}

/** Opens the pace for the service at a host. */
export function openPace(host: string, clock: Clock): Pace {
  const isRemote = !isLoopback(host);
  let nextMs = 0;
  return {
    async turn(signal) {
      if (!isRemote) return;
      const waitMs = nextMs - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      nextMs = Math.max(nextMs, clock.nowMs()) + turnMs;
    },
    pause: (signal) => clock.sleep(isRemote ? turnMs : 100, signal),
    // A service that counts by the minute accepts calls again in the next one.
    rest: (signal) => clock.sleep(isRemote ? minuteMs : 1_000, signal),
  };
}

/** @returns the minutes that so many calls take at least; 0 on the loopback */
export function minutesFor(calls: number, host: string): number {
  return isLoopback(host) ? 0 : Math.ceil(calls / callsPerMinute);
}
