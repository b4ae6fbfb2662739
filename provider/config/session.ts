/** Temporary credentials of roles, kept for all calls of a process and renewed before they expire. */
import { readFile } from "node:fs/promises";
import type { AccessKey } from "../rpc/call";
import { startOperation, type Operation } from "../rpc/operation";
import { assumeRole, assumeRoleWithOidc, type Sts, type TemporaryCredentials } from "../rpc/sts";
import { within } from "../rpc/within";
import type { AssumedRole, OidcRole } from "./role";
import { CredentialsError } from "./source";

/** Gives the access key of the moment, within an operation's time. */
export type KeySource = (operation: Operation) => Promise<AccessKey>;

/** Renewed this long before the end, so that no call is signed with credentials that end on its way. */
const marginMs = 5 * 60_000;

/** A renewal serves all operations that wait for it, so that its time is its own. */
const renewalTimeoutMs = 60_000;

/** @param take - asks for new credentials */
export function renewed(take: (operation: Operation) => Promise<TemporaryCredentials>): KeySource {
  let held: TemporaryCredentials | undefined;
  let renewal: Promise<TemporaryCredentials> | undefined;
  const renew = async (operation: Operation): Promise<TemporaryCredentials> => {
    try {
      held = await take(startOperation(renewalTimeoutMs, operation));
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
      throw new CredentialsError("they did not come within the operation's time");
    });
    return accessKeyOf(credentials);
  };
}

function accessKeyOf({ accessKeyId, accessKeySecret, securityToken }: TemporaryCredentials): AccessKey {
  return { accessKeyId, accessKeySecret, securityToken };
}

/** Opens the key of a role that is taken on with another key. */
export function assumedKey(sts: Sts, role: AssumedRole, base: KeySource): KeySource {
  return renewed(async (operation) => assumeRole(sts, role, await base(operation), operation));
}

/** Opens the key of an OIDC role. The token's file is read at each renewal: whoever keeps it puts new ones there. */
export function oidcKey(sts: Sts, role: OidcRole): KeySource {
  return renewed(async (operation) => assumeRoleWithOidc(sts, role, await tokenOf(role), operation));
}

async function tokenOf({ token }: OidcRole): Promise<string> {
  if ("text" in token) {
    return token.text;
  }
  const text = await readFile(token.file, "utf8").catch(() => "");
  if (text.trim() === "") {
    throw new CredentialsError(`there is no token in ${token.file}`);
  }
  return text.trim();
}
