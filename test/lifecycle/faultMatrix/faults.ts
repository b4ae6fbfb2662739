/** What goes wrong in a cell of the fault matrix, and how the emulator or the gate before it is made to do it. */
import type { Emulator } from "../../../emulator/emulator";
import type { CallsBefore, Gate } from "./gate";

/** Everything that goes wrong; the slowest first. */
export const faultNames = [
  "Throttling x 20",
  "effect later than the deadline",
  "refused connection",
  "reset before",
  "reset after",
  "500",
  "503",
  "HTML 502",
  "half a body",
  "Throttling x 1",
  "wrong signature",
  "clock skew",
] as const;

/** One of them. */
export type FaultName = (typeof faultNames)[number];

/** Time for one answer in every cell, in milliseconds. */
export const readTimeoutMs = 3_000;

/** The operation's time, as `customTimeouts` says it, in cells whose effect comes later. */
export const shortDeadline = "6s";
const laterThanDeadlineMs = 9_000;
const laterThanReadTimeoutMs = 5_000;

/** What a fault hits. */
export interface Target {
  readonly action: string;
  readonly service: "ecs" | "sts";
  /** Whether the action changes nothing: it has no effect to be late, only a response. */
  readonly onlyReads: boolean;
  /** The calls that the step makes before it; unset where there are none. */
  readonly after?: CallsBefore;
  /** Whether calls of the action among those are spared: the fault waits until they have been answered. */
  readonly isLater?: boolean;
}

/** Where a cell's calls go. */
export interface Cloud {
  readonly emulator: Emulator;
  /** Where its instances have their files; not there in lives whose instances do not run. */
  readonly instancesFolder: string;
  /** Before ECS and STS each, so that one can be refused without the other. */
  readonly ecsGate: Gate;
  readonly stsGate: Gate;
}

/** Lets the fault wait for the target's next calls. */
export function provoke(name: FaultName, target: Target, { emulator, ecsGate, stsGate }: Cloud): void {
  const { service, after, isLater = false } = target;
  if (name === "refused connection") {
    (service === "sts" ? stsGate : ecsGate).refuse(after);
  } else if (after !== undefined && isLater) {
    ecsGate.whenAnswered(after, () => {
      addFault(name, target, emulator);
    });
  } else {
    addFault(name, target, emulator);
  }
}

function addFault(
  name: Exclude<FaultName, "refused connection">,
  target: Target,
  { faults }: Emulator,
): void {
  const { action } = target;
  switch (name) {
    case "reset before":
      faults.add({ kind: "dropConnection", action, calls: 1 });
      return;
    case "reset after":
      faults.add({ kind: "dropConnection", action, calls: 1, effect: true });
      return;
    case "effect later than the deadline":
      faults.add(late(target));
      return;
    case "500":
      faults.add({ kind: "error", code: "InternalError", action, calls: 2 });
      return;
    case "503":
      faults.add({ kind: "error", code: "ServiceUnavailable", action, calls: 2 });
      return;
    case "HTML 502":
      faults.add({ kind: "html", action, calls: 1, effect: true });
      return;
    case "half a body":
      faults.add({ kind: "cutBody", action, calls: 1 });
      return;
    case "Throttling x 1":
      faults.add({ kind: "error", code: "Throttling.User", action, calls: 1 });
      return;
    case "Throttling x 20":
      faults.add({ kind: "error", code: "Throttling", action, calls: 20 });
      return;
    case "wrong signature":
      faults.add({ kind: "error", code: "SignatureDoesNotMatch", message: signatureMessage, action });
      return;
    case "clock skew":
      faults.add({ kind: "error", code: "InvalidTimeStamp.Expired", action });
  }
}

const signatureMessage =
  "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Demulator";

/** Where there is no effect to be late, the response comes after the time for one. */
function late({ action, onlyReads }: Target): Parameters<Emulator["faults"]["add"]>[0] {
  return onlyReads
    ? { kind: "delay", action, calls: 1, answerDelayMs: laterThanReadTimeoutMs }
    : { kind: "delay", action, effectDelayMs: laterThanDeadlineMs };
}
