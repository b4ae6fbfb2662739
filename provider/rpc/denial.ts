/** What the API tells of a RAM denial. */
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
