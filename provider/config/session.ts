/** Temporary credentials, kept for all calls of a process and renewed before they expire. */
import type { AccessKey } from "../rpc/call";
import { startOperation, type Operation } from "../rpc/operation";
import type { TemporaryCredentials } from "../rpc/sts";
import { within } from "../rpc/within";
import { CredentialsError } from "./errors";

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
