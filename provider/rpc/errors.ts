/** What a call can end in, sorted by the one question that matters: may it have taken effect? */
import type { Denial } from "./denial";

/** A call, as far as its failure is explained by it. */
export interface Called {
  /** The API action, such as `CreateKeyPair`. */
  readonly action: string;
  /** Left out for calls that no region serves. */
  readonly regionId?: string;
  /** What the call is about, as a RAM policy names it within the region: `keypair/dev`. */
  readonly resources?: readonly string[];
}

/** The base of every error of a call. */
export abstract class CallError extends Error {
  constructor(
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
export class Refusal extends CallError {
  readonly code: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;
  readonly denial: Denial | undefined;

  constructor(
    readonly call: Called,
    private readonly answer: ErrorAnswer,
    options?: ErrorOptions,
    advice?: string,
  ) {
    super(call.action, withAdvice(refusalText(call, answer), advice), options);
    this.code = answer.code;
    this.httpStatus = answer.httpStatus;
    this.requestId = answer.requestId;
    this.denial = answer.denial;
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

  /** The same refusal, which says what to do about it as well. */
  advised(advice: string): Refusal {
    return new Refusal(this.call, this.answer, { cause: this.cause }, advice);
  }
}

/** No readable answer came: the call may have taken effect, or may still. */
export class NoAnswer extends CallError {
  constructor(action: string, endpoint: string, what: string, options?: ErrorOptions) {
    super(action, `${action}: ${endpoint} ${what}`, options);
  }
}

/** No connection could be made: the call has not taken effect. */
export class Unreachable extends CallError {
  constructor(
    action: string,
    private readonly endpoint: string,
    private readonly what: string,
    /** Whether the host name was made from a region's id and does not resolve, as that of a region that does not exist. */
    readonly isUnknownRegion = false,
    options?: ErrorOptions,
    advice?: string,
  ) {
    super(action, withAdvice(`${action}: ${endpoint} can't be reached: ${what}`, advice), options);
  }

  /** The same failure, which says what to do about it as well. */
  advised(advice: string): Unreachable {
    const options = { cause: this.cause };
    return new Unreachable(this.action, this.endpoint, this.what, this.isUnknownRegion, options, advice);
  }
}

/** May the call have taken effect although it failed? */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof Refusal && error.isAmbiguous);
}

/** Whether flow control refused the call, which is before it is executed. */
export function isThrottling(error: unknown): error is Refusal {
  return error instanceof Refusal && error.isThrottling;
}

function withAdvice(text: string, advice: string | undefined): string {
  return advice === undefined ? text : `${text}\n${advice}`;
}

function refusalText({ action }: Called, answer: ErrorAnswer): string {
  const requestId = answer.requestId === undefined ? "" : `, RequestId ${answer.requestId}`;
  const text = `${action} failed: ${answer.code} (HTTP ${answer.httpStatus}${requestId}): ${safeMessage(answer)}`;
  return text.replaceAll(keyLike, "…");
}

/** A key, a token or a signature, in base64, hexadecimal or percent-encoded: no code and hardly a name has so long a run. */
const keyLike = /[A-Za-z0-9+/=%]{40,}/g;

/** ECS ends a signature error with the whole "string to sign", which holds the request: it is cut off, however spelt. */
function safeMessage(answer: ErrorAnswer): string {
  const [said = ""] = answer.apiMessage.split(/\s*(?:\bserver )?(?:string.?to.?sign|\S*canonical.?request)/i);
  const line = said.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
