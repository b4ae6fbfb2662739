/** What a call to ECS can end in, sorted by the one question that matters: may it have taken effect? */
import { adviceFor } from "./advice";
import type { Denial, RefusableCall } from "./denial";

/** The base of every error of a call. */
abstract class EcsError extends Error {
  constructor(
    /** The API action, such as `CreateKeyPair`. */
    readonly action: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What an error answer of the API says. */
export interface ErrorAnswer {
  readonly code: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;
  readonly apiMessage: string;
  /** What a RAM denial tells beside its message. */
  readonly denial?: Denial;
}

/** The API answered with an error code. */
export class EcsRefusal extends EcsError {
  readonly code: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;

  constructor(call: RefusableCall, answer: ErrorAnswer, options?: ErrorOptions) {
    super(call.action, refusalText(call, answer), options);
    this.code = answer.code;
    this.httpStatus = answer.httpStatus;
    this.requestId = answer.requestId;
  }

  /** Flow control refuses a call before it is executed, so the same call can be sent again. */
  get isThrottling(): boolean {
    return this.code.startsWith("Throttling");
  }

  /**
   * A server error tells nothing about whether the call took effect. Nor does a nonce that was used: each call has a new
   * one, so that something on the way sent it twice, and the first may have taken effect.
   */
  get isAmbiguous(): boolean {
    return (this.httpStatus >= 500 && !this.isThrottling) || this.code === "SignatureNonceUsed";
  }
}

/** No readable answer came: the call may have taken effect, or may still. */
export class EcsNoAnswer extends EcsError {
  constructor(action: string, endpoint: string, what: string, options?: ErrorOptions) {
    super(action, `${action}: ${endpoint} ${what}`, options);
  }
}

/** No connection could be made: the call has not taken effect. */
export class EcsUnreachable extends EcsError {
  constructor(action: string, endpoint: string, what: string, options?: ErrorOptions) {
    super(action, `${action}: ${endpoint} can't be reached: ${what}`, options);
  }
}

/** May the call have taken effect although it failed? */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof EcsNoAnswer || (error instanceof EcsRefusal && error.isAmbiguous);
}

function refusalText(call: RefusableCall, answer: ErrorAnswer): string {
  const requestId = answer.requestId === undefined ? "" : `, RequestId ${answer.requestId}`;
  const advice = adviceFor(answer.code, call, answer.denial);
  const text = `${call.action} failed: ${answer.code} (HTTP ${answer.httpStatus}${requestId}): ${safeMessage(answer)}`;
  const safe = text.replaceAll(keyLike, "…");
  return advice === undefined ? safe : `${safe}\n${advice}`;
}

/** A key, a token or a signature, in base64, hexadecimal or percent-encoded: no code and hardly a name has so long a run. */
const keyLike = /[A-Za-z0-9+/=%]{40,}/g;

/** ECS ends a signature error with the whole "string to sign", which holds the request: it is cut off, however spelt. */
function safeMessage(answer: ErrorAnswer): string {
  const [said = ""] = answer.apiMessage.split(/\s*(?:\bserver )?(?:string.?to.?sign|\S*canonical.?request)/i);
  const line = said.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
