/** The points of a create at which a process can be lost, and how to be there. */
import { resolve } from "node:path";
import type { Emulator } from "../../emulator/emulator";
import type { Fault } from "../../emulator/faults";

/** A point that the cloud holds the create at, so that the process can be ended from outside. */
interface HeldPoint {
  readonly kind: "held";
  readonly fault: Fault;
  /** Whether a create stands there. */
  readonly isReached: (emulator: Emulator) => boolean;
}

/** A point inside the process: started in this environment, the host ends itself there. */
interface InnerPoint {
  readonly kind: "inner";
  readonly env: Readonly<Record<string, string>>;
}

/** One point of a create. */
export type CrashPoint = HeldPoint | InnerPoint;

/** No request has left. */
export const beforeSending: HeldPoint = {
  kind: "held",
  fault: { kind: "neverAnswer", action: "GetCallerIdentity", calls: 1 },
  isReached: (emulator) => emulator.calls().some((call) => call.action === "GetCallerIdentity"),
};

/** The pair is there, its private key on the way. */
export const afterTheEffect: HeldPoint = {
  kind: "held",
  fault: { kind: "neverAnswer", effect: true, action: "CreateKeyPair", calls: 1 },
  isReached: (emulator) => emulator.keyPairs().length > 0,
};

/** The whole answer is in the process. */
export const afterTheAnswer: InnerPoint = { kind: "inner", env: dyingAt("answer") };

/** The create is done, and the engine is about to be told. */
export const beforeReturning: InnerPoint = { kind: "inner", env: dyingAt("return") };

function dyingAt(point: "answer" | "return"): Record<string, string> {
  return { NODE_OPTIONS: `--require=${JSON.stringify(resolve("test/lifecycle/dieAt.cjs"))}`, DIE_AT: point };
}
