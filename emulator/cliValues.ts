// Parses the values of the emulator's command-line options.
import { InvalidArgumentError } from "commander";
import type { AccountOptions } from "./cloud/accounts";
import { readFault } from "./control/requests";
import type { Fault } from "./faults";

/** Parses a non-negative whole number. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** Parses a port. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}

/** Adds an account written as KEY:SECRET or KEY:SECRET:TOKEN. */
export function addAccount(text: string, before: readonly AccountOptions[]): AccountOptions[] {
  const [accessKeyId = "", accessKeySecret = "", securityToken, ...rest] = text.split(":");
  if (accessKeyId === "" || accessKeySecret === "" || securityToken === "" || rest.length > 0) {
    throw new InvalidArgumentError("It must have the form KEY:SECRET or KEY:SECRET:TOKEN.");
  }
  const token = securityToken === undefined ? {} : { securityToken };
  return [...before, { accessKeyId, accessKeySecret, ...token }];
}

/** Adds an account whose access key is disabled. */
export function addInactiveAccount(text: string, before: readonly AccountOptions[]): AccountOptions[] {
  return [...before, ...addAccount(text, []).map((account) => ({ ...account, active: false }))];
}

/** Numbers by action. */
export type Limits = Readonly<Record<string, number>>;

/** Adds a limit written as NUMBER or ACTION=NUMBER. */
export function addLimit(text: string, before: Limits): Limits {
  const equals = text.indexOf("=");
  const action = equals < 0 ? "*" : text.slice(0, equals);
  return { ...before, [action]: wholeNumber(text.slice(equals + 1)) };
}

/** Adds a fault written as JSON. */
export function addFault(text: string, before: readonly Fault[]): Fault[] {
  try {
    return [...before, readFault(JSON.parse(text))];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
