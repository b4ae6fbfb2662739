// Conditions that all calls are under until they change: latency, throttling, listings that lag.
import type { ListingLag } from "./cloud/cloud";

/** What holds for all calls. */
export interface Conditions extends ListingLag {
  /** How long every call waits before it is carried out, in milliseconds. */
  readonly latencyMs: number;
  /**
   * How many calls of an action an account may make in a second, by action; `*` stands for every action that is not
   * named. More are refused with Throttling.User.
   */
  readonly queriesPerSecond: Readonly<Record<string, number>>;
}

/** The conditions in force, with the way to change them. */
export interface ConditionsControl {
  readonly get: () => Conditions;
  /** Changes the named conditions and leaves the others. */
  readonly set: (changed: Partial<Conditions>) => void;
  /** Ends all conditions. */
  readonly reset: () => void;
  /** @returns whether a call is one too many for its account in this second; it counts as made. */
  readonly isOneTooMany: (action: string, accountId: string) => boolean;
}

const calm: Conditions = { latencyMs: 0, queriesPerSecond: {}, newKeyPairLagMs: 0, tagLagMs: 0 };

/** Opens the conditions of an emulator. */
export function openConditions(nowMs: () => number, initial: Partial<Conditions> = {}): ConditionsControl {
  let inForce: Conditions = { ...calm, ...initial };
  let second = 0;
  let made = new Map<string, number>();
  return {
    get: () => inForce,
    set(changed) {
      inForce = { ...inForce, ...changed };
    },
    reset() {
      inForce = calm;
    },
    isOneTooMany(action, accountId) {
      const limit = limitOf(inForce.queriesPerSecond, action);
      if (limit === undefined) return false;
      const now = Math.floor(nowMs() / 1000);
      if (now !== second) {
        second = now;
        made = new Map();
      }
      const key = `${accountId}/${action.toLowerCase()}`;
      const count = (made.get(key) ?? 0) + 1;
      made.set(key, count);
      return count > limit;
    },
  };
}

function limitOf(limits: Conditions["queriesPerSecond"], action: string): number | undefined {
  const named = Object.entries(limits).find(([name]) => name.toLowerCase() === action.toLowerCase());
  return named?.[1] ?? limits["*"];
}
