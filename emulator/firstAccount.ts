// The first account of an emulator on the command line, whose access key everyone may know only while nothing runs.
import { randomBytes } from "node:crypto";
import type { AccountOptions } from "./cloud/accounts";
import { defaultAccount } from "./options";

/** The options that decide about the first account. */
interface FirstAccountOptions {
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly instances?: string;
}

/** The first account, and whether its secret may be printed. */
export interface FirstAccount extends AccountOptions {
  /** True for a secret that the emulator chose: the well-known one, or one that its user cannot know yet. */
  readonly isOurs: boolean;
}

/** @returns the first account. Where instances run, what the options leave out is random. */
export function firstAccount({ accessKey, secretKey, instances }: FirstAccountOptions): FirstAccount {
  const usual = instances === undefined ? defaultAccount : randomAccount();
  return {
    accessKeyId: accessKey ?? usual.accessKeyId,
    accessKeySecret: secretKey ?? usual.accessKeySecret,
    isOurs: secretKey === undefined || secretKey === defaultAccount.accessKeySecret,
  };
}

function randomAccount(): AccountOptions {
  return {
    accessKeyId: `emulator-${randomBytes(6).toString("hex")}`,
    accessKeySecret: randomBytes(24).toString("base64url"),
  };
}
