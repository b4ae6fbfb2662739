/** What a RAM denial says, in words that can be put into a policy: which permission, on which resource, for whom. */

/** A call, as far as a refusal is explained by it. */
export interface RefusableCall {
  /** The API action, such as `CreateKeyPair`. */
  readonly action: string;
  /** Left out for calls that no region serves. */
  readonly regionId?: string;
  /** The key pair that a policy must name; left out for calls about what may not be there. */
  readonly keyPairName?: string;
}

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
  if (typeof detail !== "object" || detail === null) {
    return {};
  }
  const told = new Map<string, unknown>(Object.entries(detail));
  const word = (name: string, key: keyof Denial): Denial => {
    const value = told.get(name);
    // These come from outside and go into a message: nothing but a word may pass.
    return typeof value === "string" && /^[\w:.@/*-]{1,128}$/.test(value) ? { [key]: value } : {};
  };
  return {
    ...word("AuthAction", "authAction"),
    ...word("AuthPrincipalDisplayName", "principal"),
    ...word("AuthPrincipalOwnerId", "accountId"),
    ...word("PolicyType", "policyType"),
    isExplicit: told.get("NoPermissionType") === "ExplicitDeny",
  };
}

/** Says what to grant to whom. */
export function denialAdvice(call: RefusableCall, denial: Denial): string {
  const { authAction = `ecs:${call.action}`, principal, policyType, isExplicit = false } = denial;
  const who = principal === undefined ? "the RAM user or role in use" : principal;
  const kind = policyType === undefined ? "" : ` (${policyType})`;
  const grant = `${authAction} on ${resources(call, denial).join(" and ")}`;
  return isExplicit
    ? `A policy${kind} denies ${who} this in so many words, which no other policy outweighs: take that out for ${grant}.`
    : `No policy${kind} lets ${who} do this: grant ${grant}.${alsoForTags(call, denial)}`;
}

/** The documents do not say whether a create that carries tags needs the permission to tag. */
function alsoForTags({ action }: RefusableCall, { authAction }: Denial): string {
  const makes = action === "CreateKeyPair" || action === "ImportKeyPair";
  return makes && authAction === undefined ? " With tags it may need ecs:TagResources too." : "";
}

/** As RAM policies name what a call is about. */
function resources(
  { action, regionId = "*", keyPairName = "*" }: RefusableCall,
  { accountId = "*" }: Denial,
): string[] {
  const of = (resource: string): string => `acs:ecs:${regionId}:${accountId}:${resource}`;
  switch (action) {
    case "DescribeInstances":
      return [of("instance/*")];
    case "DetachKeyPair":
      return [of(`keypair/${keyPairName}`), of("instance/*")];
    default:
      return [of(`keypair/${keyPairName}`)];
  }
}
