/** Temporary credentials of roles, shared by all calls of a process and renewed before they expire. */
import { readFile } from "node:fs/promises";
import type { AccessKey } from "../rpc/call";
import { startOperation, type Operation } from "../rpc/operation";
import { assumeRole, assumeRoleWithOidc, type Sts } from "../rpc/sts";
import { within } from "../rpc/within";
import type { AssumedRole, OidcRole } from "./role";
import { CredentialsError } from "./source";

/** Returns the current access key by an operation's deadline. */
export type KeySource = (operation: Operation) => Promise<AccessKey>;

/** An access key that may expire. Secret. */
export interface ExpiringKey extends AccessKey {
  /** Unix time in milliseconds. */
  readonly expiresAtMs: number;
}

/** Renewed this long before they expire, so that credentials never expire during a call. */
export const marginMs = 5 * 60_000;

/** A renewal serves all operations that wait for it, so it has its own deadline. */
const renewalTimeoutMs = 60_000;

/** @param request - requests new credentials; by the operation's deadline, one minute */
export function renewed(request: (operation: Operation) => Promise<ExpiringKey>): KeySource {
  let held: ExpiringKey | undefined;
  let dueAtMs = 0;
  let renewal: Promise<ExpiringKey> | undefined;
  const renew = async (operation: Operation): Promise<ExpiringKey> => {
    try {
      held = await request(startOperation(renewalTimeoutMs, operation));
      dueAtMs = renewalTimeOf(held);
      return held;
    } catch (error) {
      if (held !== undefined && held.expiresAtMs > Date.now()) {
        return held;
      }
      throw error;
    } finally {
      renewal = undefined;
    }
  };
  return async (operation) => {
    if (held !== undefined && dueAtMs > Date.now()) {
      return accessKeyOf(held);
    }
    renewal ??= renew(operation);
    const credentials = await within(operation.remainingMs(), renewal, () => {
      throw new CredentialsError("they did not arrive before the operation's deadline");
    });
    return accessKeyOf(credentials);
  };
}

/** Credentials that arrive with less than twice the margin left are used for half of that: not every call may renew them. */
function renewalTimeOf({ expiresAtMs }: ExpiringKey): number {
  return expiresAtMs - Math.min(marginMs, (expiresAtMs - Date.now()) / 2);
}

function accessKeyOf({ expiresAtMs, ...accessKey }: ExpiringKey): AccessKey {
  return accessKey;
}

/** Opens the key of a role that is assumed with another key. */
export function assumedKey(sts: Sts, role: AssumedRole, base: KeySource): KeySource {
  return renewed(async (operation) => assumeRole(sts, role, await base(operation), operation));
}

/** Opens the key of an OIDC role. The token file is read at each renewal, because it may contain a new token. */
export function oidcKey(sts: Sts, role: OidcRole): KeySource {
  return renewed(async (operation) => assumeRoleWithOidc(sts, role, await tokenOf(role), operation));
}

async function tokenOf({ token }: OidcRole): Promise<string> {
  if ("text" in token) {
    return token.text;
  }
  const text = await readFile(token.file, "utf8").catch(() => "");
  if (text.trim() === "") {
    throw new CredentialsError(`the OIDC token file ${token.file} is empty or can't be read`);
  }
  return text.trim();
}
