// Faults on demand, for the next calls.

/** The fields that any fault may have. */
interface FaultScope {
  /** Only calls of this action; if unset, calls of every action. */
  readonly action?: string | undefined;
  /** Only calls with this access key. */
  readonly accessKeyId?: string | undefined;
  /** How many calls the fault applies to; if unset, all until the faults are cleared. */
  readonly calls?: number | undefined;
  /** The delay before an action takes effect, if it does, in milliseconds. */
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

/** The connection stays open, but no response ever comes. */
interface NeverAnswerFault extends FaultScope {
  readonly kind: "neverAnswer";
  /** Whether the action takes effect; false by default. */
  readonly effect?: boolean | undefined;
}

/** The connection breaks without a response. */
interface DropConnectionFault extends FaultScope {
  readonly kind: "dropConnection";
  /** Whether the action takes effect first; false by default. */
  readonly effect?: boolean | undefined;
}

/** A gateway's HTML page replaces the response. */
interface HtmlFault extends FaultScope {
  readonly kind: "html";
  /** 502 by default. */
  readonly httpStatus?: number | undefined;
  /** Whether the action takes effect; false by default. */
  readonly effect?: boolean | undefined;
}

/** The action takes effect, half of the response body arrives, then the connection breaks. */
interface CutBodyFault extends FaultScope {
  readonly kind: "cutBody";
}

/** The action takes effect late (`effectDelayMs`), or at once with a late response. */
interface DelayFault extends FaultScope {
  readonly kind: "delay";
  /** The delay of the response after the effect, in milliseconds. */
  readonly answerDelayMs?: number | undefined;
}

/** A fault of any kind. */
export type Fault =
  ErrorFault | NeverAnswerFault | DropConnectionFault | HtmlFault | CutBodyFault | DelayFault;

/** The faults waiting for calls. */
export interface Faults {
  /** Adds a fault. If several match a call, the one added first applies. */
  readonly add: (fault: Fault) => void;
  /** The faults still waiting, with their remaining calls. */
  readonly list: () => Fault[];
  /** Removes all faults. */
  readonly clear: () => void;
}

/** Faults as the server takes them. */
export interface FaultQueue extends Faults {
  /** @returns the fault that applies to a call, if any. */
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
      const index = waiting.findIndex((fault) => matches(fault, call));
      const fault = waiting[index];
      if (fault?.calls !== undefined) {
        const rest = fault.calls > 1 ? [{ ...fault, calls: fault.calls - 1 }] : [];
        waiting.splice(index, 1, ...rest);
      }
      return fault;
    },
  };
}

/** @returns whether an action takes effect despite its fault. */
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

function matches(fault: Fault, call: { action: string; accessKeyId: string }): boolean {
  return (
    (fault.action === undefined || fault.action.toLowerCase() === call.action.toLowerCase()) &&
    (fault.accessKeyId === undefined || fault.accessKeyId === call.accessKeyId)
  );
}
