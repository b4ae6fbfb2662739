// Faults on demand: what goes wrong with the next calls.

/** What every fault may say. */
interface FaultScope {
  /** Only calls of this action; left out, calls of every action. */
  readonly action?: string | undefined;
  /** Only calls with this access key. */
  readonly accessKeyId?: string | undefined;
  /** How many calls the fault meets before it is over; left out, all until the faults are cleared. */
  readonly calls?: number | undefined;
  /** How long an action that takes effect waits before it does, in milliseconds. */
  readonly effectDelayMs?: number | undefined;
}

/** The call is refused with this code and has no effect. */
interface ErrorFault extends FaultScope {
  readonly kind: "error";
  readonly code: string;
  /** 400 by default; 503 and 500 for `ServiceUnavailable` and `InternalError`. */
  readonly httpStatus?: number | undefined;
  readonly message?: string | undefined;
}

/** The connection stays open and no answer ever comes. */
interface NeverAnswerFault extends FaultScope {
  readonly kind: "neverAnswer";
  /** Whether the action takes effect; false by default. */
  readonly effect?: boolean | undefined;
}

/** The connection breaks without an answer. */
interface DropConnectionFault extends FaultScope {
  readonly kind: "dropConnection";
  /** Whether the action took effect before; false by default. */
  readonly effect?: boolean | undefined;
}

/** A gateway's HTML page comes instead of the answer. */
interface HtmlFault extends FaultScope {
  readonly kind: "html";
  /** 502 by default. */
  readonly httpStatus?: number | undefined;
  /** Whether the action takes effect; false by default. */
  readonly effect?: boolean | undefined;
}

/** The action takes effect, half of the answer's body arrives, then the connection breaks. */
interface CutBodyFault extends FaultScope {
  readonly kind: "cutBody";
}

/** The action takes effect late (`effectDelayMs`), or at once and its answer comes late. */
interface DelayFault extends FaultScope {
  readonly kind: "delay";
  /** How long the answer waits after the effect, in milliseconds. */
  readonly answerDelayMs?: number | undefined;
}

/** Something that goes wrong. */
export type Fault =
  ErrorFault | NeverAnswerFault | DropConnectionFault | HtmlFault | CutBodyFault | DelayFault;

/** The faults that wait for calls. */
export interface Faults {
  /** Adds a fault; where several fit a call, the one added first meets it. */
  readonly add: (fault: Fault) => void;
  /** Faults that still wait, with the calls they have left. */
  readonly list: () => Fault[];
  /** Ends all faults. */
  readonly clear: () => void;
}

/** Faults with the way for the server to draw on them. */
export interface FaultQueue extends Faults {
  /** @returns the fault that meets a call. */
  readonly take: (call: { action: string; accessKeyId: string }) => Fault | undefined;
}

/** Opens a queue of faults. */
export function openFaults(initial: readonly Fault[] = []): FaultQueue {
  let waiting: Fault[] = [...initial];
  return {
    add(fault) {
      waiting.push(fault);
    },
    list: () => [...waiting],
    clear() {
      waiting = [];
    },
    take(call) {
      const index = waiting.findIndex((fault) => meets(fault, call));
      const fault = waiting[index];
      if (fault?.calls !== undefined) {
        const rest = fault.calls > 1 ? [{ ...fault, calls: fault.calls - 1 }] : [];
        waiting.splice(index, 1, ...rest);
      }
      return fault;
    },
  };
}

/** @returns whether an action takes effect although the fault meets it. */
export function takesEffect(fault: Fault | undefined): boolean {
  switch (fault?.kind) {
    case undefined:
    case "cutBody":
    case "delay":
      return true;
    case "error":
      return false;
    case "neverAnswer":
    case "dropConnection":
    case "html":
      return fault.effect ?? false;
  }
}

function meets(fault: Fault, call: { action: string; accessKeyId: string }): boolean {
  return (
    (fault.action === undefined || fault.action.toLowerCase() === call.action.toLowerCase()) &&
    (fault.accessKeyId === undefined || fault.accessKeyId === call.accessKeyId)
  );
}
