// The access keys that may call, configured or of a session, each belonging to an account.
import { createHash } from "node:crypto";

/** An account's access key, as the options define it. */
export interface AccountOptions {
  /** AccessKeyId. */
  readonly accessKeyId: string;
  /** AccessKeySecret. */
  readonly accessKeySecret: string;
  /** Makes the access key temporary: it is valid only together with this token. */
  readonly securityToken?: string;
  /** False for a disabled access key. */
  readonly active?: boolean;
  /** Adds the key to the account of this other access key; by default it gets an account of its own. */
  readonly sameAccountAs?: string;
}

/** An access key with its account's id. */
export interface Account extends AccountOptions {
  /** 16 digits, always the same for the same first access key. */
  readonly accountId: string;
  /** Only for credentials that STS issued. */
  readonly session?: RoleSession;
}

/** An assumed role. */
export interface RoleSession {
  readonly roleName: string;
  readonly sessionName: string;
  readonly expiresAtMs: number;
}

/** Accounts by access key. */
export interface Accounts {
  readonly get: (accessKeyId: string) => Account | undefined;
  /** @returns the access keys from the options and from {@link Accounts.put}, in order. */
  readonly configured: () => Account[];
  /**
   * Adds an access key, which replaces any of the same id.
   *
   * @throws Error if the key's account does not exist
   */
  readonly put: (options: AccountOptions) => Account;
  /** Adds the credentials of a session. */
  readonly putSession: (account: Account & { readonly session: RoleSession }) => void;
  /** Forgets all sessions. */
  readonly endSessions: () => void;
}

/**
 * Gives every account its id.
 *
 * @throws Error if an access key is given twice, or if its account does not exist
 */
export function openAccounts(options: readonly AccountOptions[]): Accounts {
  const configured = new Map<string, Account>();
  const sessions = new Map<string, Account>();
  const put = (option: AccountOptions): Account => {
    const account = { ...option, accountId: accountIdFor(option, configured) };
    configured.set(option.accessKeyId, account);
    return account;
  };
  for (const option of options) {
    if (configured.has(option.accessKeyId)) {
      throw new Error(`The access key ${option.accessKeyId} is given twice.`);
    }
    put(option);
  }
  return {
    get: (accessKeyId) => configured.get(accessKeyId) ?? sessions.get(accessKeyId),
    configured: () => [...configured.values()],
    put,
    putSession(account) {
      sessions.set(account.accessKeyId, account);
    },
    endSessions() {
      sessions.clear();
    },
  };
}

function accountIdFor(
  { accessKeyId, sameAccountAs }: AccountOptions,
  configured: ReadonlyMap<string, Account>,
): string {
  if (sameAccountAs === undefined) return configured.get(accessKeyId)?.accountId ?? accountIdOf(accessKeyId);
  const account = configured.get(sameAccountAs);
  if (account === undefined) throw new Error(`No account has the access key ${sameAccountAs}.`);
  return account.accountId;
}

function accountIdOf(accessKeyId: string): string {
  const digest = createHash("sha256").update(accessKeyId).digest().readBigUInt64BE();
  return `1${(digest % 10n ** 15n).toString().padStart(15, "0")}`;
}
