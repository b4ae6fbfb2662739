// Who may call: access keys, lasting and temporary ones, each standing for an account.
import { createHash } from "node:crypto";

/** An account's access key as the options name it. */
export interface AccountOptions {
  /** AccessKeyId. */
  readonly accessKeyId: string;
  /** AccessKeySecret. */
  readonly accessKeySecret: string;
  /** Makes the access key a temporary one that is good only together with this token. */
  readonly securityToken?: string;
  /** False for an access key that is switched off. */
  readonly active?: boolean;
  /** Makes it one more key of the account that this access key belongs to; by default it has an account of its own. */
  readonly sameAccountAs?: string;
}

/** An access key with the id of the account that it belongs to. */
export interface Account extends AccountOptions {
  /** 16 digits, always the same for the same first access key. */
  readonly accountId: string;
  /** Of credentials that STS gave. */
  readonly session?: RoleSession;
}

/** A role that somebody has taken on. */
export interface RoleSession {
  readonly roleName: string;
  readonly sessionName: string;
  readonly expiresAtMs: number;
}

/** Accounts by access key. */
export interface Accounts {
  readonly get: (accessKeyId: string) => Account | undefined;
  /** @returns the lasting access keys in the order of their options. */
  readonly lasting: () => Account[];
  /**
   * Adds an access key, or takes the place of one of the same id.
   *
   * @throws Error for a key of an account that does not exist
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
 * @throws Error for an access key that comes twice, or belongs to an account that does not exist
 */
export function openAccounts(options: readonly AccountOptions[]): Accounts {
  const lasting = new Map<string, Account>();
  const sessions = new Map<string, Account>();
  const put = (option: AccountOptions): Account => {
    const account = { ...option, accountId: accountIdFor(option, lasting) };
    lasting.set(option.accessKeyId, account);
    return account;
  };
  for (const option of options) {
    if (lasting.has(option.accessKeyId)) {
      throw new Error(`The access key ${option.accessKeyId} is given twice.`);
    }
    put(option);
  }
  return {
    get: (accessKeyId) => lasting.get(accessKeyId) ?? sessions.get(accessKeyId),
    lasting: () => [...lasting.values()],
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
  lasting: ReadonlyMap<string, Account>,
): string {
  if (sameAccountAs === undefined) return lasting.get(accessKeyId)?.accountId ?? accountIdOf(accessKeyId);
  const account = lasting.get(sameAccountAs);
  if (account === undefined) throw new Error(`No account has the access key ${sameAccountAs}.`);
  return account.accountId;
}

function accountIdOf(accessKeyId: string): string {
  const digest = createHash("sha256").update(accessKeyId).digest().readBigUInt64BE();
  return `1${(digest % 10n ** 15n).toString().padStart(15, "0")}`;
}
