// Authenticates callers by access key, token, time, signature and nonce, each with its documented error.
import { timingSafeEqual } from "node:crypto";
import {
  expiredSecurityToken,
  expiredTimestamp,
  inactiveAccessKey,
  malformedTimestamp,
  missingCommonParameter,
  nonceUsed,
  securityTokenMismatch,
  signatureMismatch,
  unknownAccessKey,
} from "../api/gatewayErrors";
import type { Account, Accounts } from "../cloud/accounts";
import type { ApiRequest } from "../http/request";
import { isAcs3, readAcs3 } from "./acs3";
import { readRpc } from "./rpc";

/** Authenticates callers. */
export interface Gate {
  /**
   * Returns the account of a request's caller.
   *
   * @throws {@link ApiError} if the caller cannot be authenticated
   */
  readonly authenticate: (request: ApiRequest) => Account;
  /** Forgets the accepted nonces. */
  readonly reset: () => void;
}

const maxSkewMs = 15 * 60_000;
const timestampForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/u;

/** Opens the gate, which remembers accepted nonces. */
export function openGate(accounts: Accounts, nowMs: () => number, revealStringToSign: boolean): Gate {
  const nonces = openNonces(nowMs);
  const authenticate = (request: ApiRequest): Account => {
    if (request.accessKeyId === "") throw missingCommonParameter("AccessKeyId");
    const account = accounts.get(request.accessKeyId);
    if (account === undefined) throw unknownAccessKey();
    if (account.active === false) throw inactiveAccessKey();
    const signed = isAcs3(request) ? readAcs3(request) : readRpc(request);
    checkToken(account, signed.securityToken, nowMs());
    checkTime(signed.timestamp, nowMs());
    if (!sameBytes(signed.sign(account.accessKeySecret), signed.signature)) {
      throw signatureMismatch(revealStringToSign ? signed.stringToSign : undefined);
    }
    if (!nonces.isNew(account.accessKeyId, signed.nonce)) throw nonceUsed();
    return account;
  };
  return { authenticate, reset: nonces.reset };
}

function checkToken(account: Account, token: string | undefined, nowMs: number): void {
  if (account.securityToken === undefined && token === undefined) return;
  if (token === undefined) throw missingCommonParameter("SecurityToken");
  if (token !== account.securityToken) throw securityTokenMismatch();
  if (account.session !== undefined && account.session.expiresAtMs <= nowMs) throw expiredSecurityToken();
}

function checkTime(timestamp: string, nowMs: number): void {
  const timeMs = timestampForm.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(timeMs)) throw malformedTimestamp();
  if (Math.abs(timeMs - nowMs) > maxSkewMs) throw expiredTimestamp();
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Nonces {
  readonly isNew: (accessKeyId: string, nonce: string) => boolean;
  readonly reset: () => void;
}

// A timestamp is valid for 15 minutes on both sides of now, so a nonce older than 30 minutes cannot recur.
function openNonces(nowMs: () => number): Nonces {
  const seenAtMs = new Map<string, number>();
  return {
    reset() {
      seenAtMs.clear();
    },
    isNew(accessKeyId, nonce) {
      for (const [key, atMs] of seenAtMs) {
        if (nowMs() - atMs <= 2 * maxSkewMs) break;
        seenAtMs.delete(key);
      }
      const key = `${accessKeyId}/${nonce}`;
      if (seenAtMs.has(key)) return false;
      seenAtMs.set(key, nowMs());
      return true;
    },
  };
}
