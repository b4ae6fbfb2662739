// The conditions under which instances may run, because everyone who may call RunCommand can run programs here.
import { isAbsolute } from "node:path";
import type { AccountOptions } from "../cloud/accounts";
import { defaultAccount } from "../options";

/** @returns whether an address is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

/**
 * Checks that instances may run.
 *
 * @throws Error if others could run commands, or if this machine cannot run them
 */
export function checkMayRun(folder: string, host: string, accounts: readonly AccountOptions[]): void {
  if (process.platform === "win32") throw new Error("--instances needs /bin/sh, which Windows lacks.");
  if (!isAbsolute(folder) || /[:\n]/u.test(folder)) {
    throw new Error("The folder of the instances must be an absolute path without colons.");
  }
  if (!isLoopback(host)) {
    throw new Error(
      `--instances runs commands on this machine, so it listens on the loopback only, not on ${host}.`,
    );
  }
  for (const account of accounts) checkSecret(account);
}

/**
 * Checks an access key that may run commands.
 *
 * @throws Error if everyone knows its secret
 */
export function checkSecret({ accessKeyId, accessKeySecret }: AccountOptions): void {
  if (accessKeySecret !== defaultAccount.accessKeySecret) return;
  throw new Error(
    `Instances run commands on this machine, so the access key ${accessKeyId} needs a secret of its own: everyone knows "${accessKeySecret}".`,
  );
}
