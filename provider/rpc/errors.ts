/** What a call can end in, sorted by the one question that matters: may it have taken effect? */
import { isBody } from "./body";

/** What the API tells of a denial, as far as it does. */
export interface Denial {
  /** The permission that was missing; not always the action's own. */
  readonly authAction?: string;
  /** The user or role that was denied. */
  readonly principal?: string;
  /** The account that owns it. */
  readonly accountId?: string;
  /** The kind of policy that decided. */
  readonly policyType?: string;
  /** Whether a policy denies in so many words, rather than none allowing. */
  readonly isExplicit?: boolean;
}

/** Reads the `AccessDeniedDetail` of an error answer. Its encoded message is left alone: it holds the request. */
export function readDenial(detail: unknown): Denial {
  if (!isBody(detail)) {
    return {};
  }
  const word = (name: string, key: keyof Denial): Denial => {
    const value = detail[name];
    // These come from outside and go into a message: nothing but a word may pass.
    return typeof value === "string" && /^[\w:.@/*-]{1,128}$/.test(value) ? { [key]: value } : {};
  };
  return {
    ...word("AuthAction", "authAction"),
    ...word("AuthPrincipalDisplayName", "principal"),
    ...word("AuthPrincipalOwnerId", "accountId"),
    ...word("PolicyType", "policyType"),
    isExplicit: detail["NoPermissionType"] === "ExplicitDeny",
  };
}

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

  /** The same error, which says what to do about it as well. */
  advised(advice: string): this {
    const message = { value: `${this.message}\n${advice}` };
    return Object.create(this, { message }) as this;
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
    answer: ErrorAnswer,
    options?: ErrorOptions,
  ) {
    super(call.action, refusalText(call, answer), options);
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
    endpoint: string,
    what: string,
    /** Whether the host name was made from a region's id and does not resolve, as that of a region that does not exist. */
    readonly isUnknownRegion = false,
    options?: ErrorOptions,
  ) {
    super(action, `${action}: ${endpoint} can't be reached: ${what}`, options);
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
