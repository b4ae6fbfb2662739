/** How a call can fail, sorted by the one question that matters: can it have taken effect? */
import { isJsonObject } from "./json";

/** What the API says about a denial; it may omit any of it. */
export interface Denial {
  /** The missing permission; not always the action's own. */
  readonly authAction?: string;
  /** The user or role that was denied. */
  readonly principal?: string;
  /** The account that owns it. */
  readonly accountId?: string;
  /** The type of the policy that decided. */
  readonly policyType?: string;
  /** Whether a policy denies explicitly, rather than none allowing it. */
  readonly isExplicit?: boolean;
}

/** Reads the `AccessDeniedDetail` of an error response. Its encoded message is skipped: it contains the request. */
export function readDenial(detail: unknown): Denial {
  if (!isJsonObject(detail)) {
    return {};
  }
  const word = (name: string, key: keyof Denial): Denial => {
    const value = detail[name];
    // External values that end up in a message: only a single word may pass.
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

/** The parts of a call that explain its failure. */
export interface CallContext {
  /** The API action, such as `CreateKeyPair`. */
  readonly action: string;
  /** Unset for calls without a region. */
  readonly regionId?: string;
  /** The call's resources, as a RAM policy names them within the region: `keypair/dev`. */
  readonly resources?: readonly string[];
}

/** The base class of a call's errors. */
export abstract class CallError extends Error {
  constructor(
    readonly action: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Whether an earlier attempt at the call may have taken effect, whatever this error says about the last one. */
  readonly isAfterAmbiguous: boolean = false;

  /** The same error, of a call whose earlier attempt may have taken effect. */
  afterAmbiguous(): this {
    return Object.create(this, { isAfterAmbiguous: { value: true } }) as this;
  }

  /** The same error, with advice appended to its message. */
  advised(advice: string): this {
    const message = { value: `${this.message}\n${advice}` };
    return Object.create(this, { message }) as this;
  }
}

/** An error response of the API. */
export interface ErrorResponse {
  readonly code: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;
  readonly apiMessage: string;
  /** Details of a RAM denial, beyond its message. */
  readonly denial?: Denial;
}

/** The API returned an error code. */
export class Refusal extends CallError {
  readonly code: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;
  /** The API's message, safe to show. */
  readonly apiMessage: string;
  readonly denial: Denial | undefined;

  constructor(
    readonly call: CallContext,
    response: ErrorResponse,
    options?: ErrorOptions,
  ) {
    super(call.action, refusalText(call, response), options);
    this.code = response.code;
    this.httpStatus = response.httpStatus;
    this.requestId = response.requestId;
    this.apiMessage = safeMessage(response);
    this.denial = response.denial;
  }

  /** A throttled call is refused before it is executed, so it is safe to retry. */
  get isThrottling(): boolean {
    return this.code.startsWith("Throttling");
  }

  /**
   * A server error does not say whether the call took effect. Neither does a used nonce: each call has a new one, so
   * something on the way sent it twice. The first of the two may have taken effect.
   */
  get isAmbiguous(): boolean {
    return (this.httpStatus >= 500 && !this.isThrottling) || this.code === "SignatureNonceUsed";
  }
}

/** No readable response arrived: the call may have taken effect, or may still do so. */
export class NoAnswer extends CallError {
  constructor(action: string, endpoint: string, what: string, options?: ErrorOptions) {
    super(action, `${action}: ${endpoint} ${what}`, options);
  }
}

/** No connection could be made: the call did not take effect. */
export class Unreachable extends CallError {
  constructor(
    action: string,
    endpoint: string,
    what: string,
    /** Whether the host name was derived from a region ID and does not resolve: the region may not exist. */
    readonly isUnknownRegion = false,
    options?: ErrorOptions,
  ) {
    super(action, `${action}: ${endpoint} can't be reached: ${what}`, options);
  }
}

/** Whether the failed call may have taken effect. */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof Refusal && error.isAmbiguous);
}

/** Whether the failed call, or an earlier attempt at it, may have taken effect. */
export function mayHaveTakenEffect(error: CallError): boolean {
  return error.isAfterAmbiguous || isAmbiguous(error);
}

/** Whether the call was throttled, and so never executed. */
export function isThrottling(error: unknown): error is Refusal {
  return error instanceof Refusal && error.isThrottling;
}

function refusalText({ action }: CallContext, error: ErrorResponse): string {
  const requestId = error.requestId === undefined ? "" : `, RequestId ${error.requestId}`;
  const text = `${action} failed: ${error.code} (HTTP ${error.httpStatus}${requestId}): ${safeMessage(error)}`;
  return text.replaceAll(keyLike, "…");
}

/** A key, token or signature in base64, hexadecimal or percent-encoding. No code and hardly any name has so long a run. */
const keyLike = /[A-Za-z0-9+/=%]{40,}/g;

/** ECS ends a signature error with the whole "string to sign", which contains the request. It is cut off in any spelling. */
function safeMessage({ apiMessage }: ErrorResponse): string {
  const [said = ""] = apiMessage.split(/\s*(?:\bserver )?(?:string.?to.?sign|\S*canonical.?request)/i);
  const line = said.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
