/** Temporary credentials of roles, shared by all calls of a process and renewed before they expire. */
import { readFile } from "node:fs/promises";
import type { AccessKey } from "../rpc/call";
import { startOperation, type Operation } from "../rpc/operation";
import { assumeRole, assumeRoleWithOidc, type Sts, type TemporaryCredentials } from "../rpc/sts";
import { within } from "../rpc/within";
import type { AssumedRole, OidcRole } from "./role";
import { CredentialsError } from "./source";

/** Returns the current access key by an operation's deadline. */
export type KeySource = (operation: Operation) => Promise<AccessKey>;

/** Renewed this long before they expire, so that credentials never expire during a call. */
const marginMs = 5 * 60_000;

/** A renewal serves all operations that wait for it, so it has its own deadline. */
const renewalTimeoutMs = 60_000;

/** @param request - requests new credentials */
export function renewed(request: (operation: Operation) => Promise<TemporaryCredentials>): KeySource {
  let held: TemporaryCredentials | undefined;
  let renewal: Promise<TemporaryCredentials> | undefined;
  const renew = async (operation: Operation): Promise<TemporaryCredentials> => {
    try {
      held = await request(startOperation(renewalTimeoutMs, operation));
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
    if (held !== undefined && held.expiresAtMs - marginMs > Date.now()) {
      return accessKeyOf(held);
    }
    renewal ??= renew(operation);
    const credentials = await within(operation.remainingMs(), renewal, () => {
      throw new CredentialsError("they did not arrive before the operation's deadline");
    });
    return accessKeyOf(credentials);
  };
}

function accessKeyOf({ accessKeyId, accessKeySecret, securityToken }: TemporaryCredentials): AccessKey {
  return { accessKeyId, accessKeySecret, securityToken };
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
