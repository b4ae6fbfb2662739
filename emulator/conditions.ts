// Conditions that apply until changed: latency, throttling, lagging listings, slow instances and commands.
import type { CommandConditions } from "./assistant/invocations";
import type { ListingLag } from "./cloud/cloud";
import type { TransitionTimes } from "./cloud/instances";

/** Conditions that apply to all calls. */
export interface Conditions extends ListingLag, TransitionTimes, CommandConditions {
  /** The delay before each call is carried out, in milliseconds. */
  readonly latencyMs: number;
  /**
   * How many calls of an action an account may make per second, by action; `*` covers every action that is not named.
   * Further calls are refused with Throttling.User.
   */
  readonly queriesPerSecond: Readonly<Record<string, number>>;
}

/** The current conditions, and how to change them. */
export interface ConditionsControl {
  readonly get: () => Conditions;
  /** Changes the given conditions and keeps the others. */
  readonly set: (changed: Partial<Conditions>) => void;
  /** Resets all conditions. */
  readonly reset: () => void;
  /** Counts a command and returns whether today's quota allows it. */
  readonly takeInvocation: () => boolean;
  /** Counts a call and returns whether it exceeds its account's limit for this second. */
  readonly isOverLimit: (action: string, accountId: string) => boolean;
}

const calm: Conditions = {
  latencyMs: 0,
  queriesPerSecond: {},
  newKeyPairLagMs: 0,
  tagLagMs: 0,
  instanceStartMs: 0,
  instanceStopMs: 0,
  commandDeliveryMs: 0,
  deliveryTimeoutMs: 60_000,
  commandSecondMs: 1000,
  heartbeatTimeoutMs: 120_000,
};

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
    takeInvocation() {
      const { invocationsLeft } = inForce;
      if (invocationsLeft === undefined) return true;
      inForce = { ...inForce, invocationsLeft: Math.max(0, invocationsLeft - 1) };
      return invocationsLeft > 0;
    },
    isOverLimit(action, accountId) {
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
