// Who may call: access keys, each standing for an account of its own.
import { createHash } from "node:crypto";

/** An account as the options name it. */
export interface AccountOptions {
  /** AccessKeyId. */
  readonly accessKeyId: string;
  /** AccessKeySecret. */
  readonly accessKeySecret: string;
  /** Makes the access key a temporary one that is good only together with this token. */
  readonly securityToken?: string;
  /** False for an access key that is switched off. */
  readonly active?: boolean;
}

/** An account with the id that its resources belong to. */
export interface Account extends AccountOptions {
  /** 16 digits, always the same for the same access key. */
  readonly accountId: string;
}

/** Accounts by access key. */
export type Accounts = ReadonlyMap<string, Account>;

/**
 * Gives every account its id.
 *
 * @throws Error for an access key that comes twice
 */
export function openAccounts(options: readonly AccountOptions[]): Accounts {
  const accounts = new Map<string, Account>();
  for (const account of options) {
    if (accounts.has(account.accessKeyId)) {
      throw new Error(`The access key ${account.accessKeyId} is given twice.`);
    }
    accounts.set(account.accessKeyId, { ...account, accountId: accountIdOf(account.accessKeyId) });
  }
  return accounts;
}

function accountIdOf(accessKeyId: string): string {
  const digest = createHash("sha256").update(accessKeyId).digest().readBigUInt64BE();
  return `1${(digest % 10n ** 15n).toString().padStart(15, "0")}`;
}
