// Reads the values of the emulator's command-line options.
import { InvalidArgumentError } from "commander";
import type { AccountOptions } from "./cloud/accounts";
import { readFault } from "./control/requests";
import type { Fault } from "./faults";

/** Reads a whole number that is not negative. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new InvalidArgumentError("It wants a whole number.");
  return Number(text);
}

/** Reads a port. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

/** Adds an account that is written KEY:SECRET or KEY:SECRET:TOKEN. */
export function addAccount(text: string, before: readonly AccountOptions[]): AccountOptions[] {
  const [accessKeyId = "", accessKeySecret = "", securityToken, ...rest] = text.split(":");
  if (accessKeyId === "" || accessKeySecret === "" || securityToken === "" || rest.length > 0) {
    throw new InvalidArgumentError("An account is written KEY:SECRET or KEY:SECRET:TOKEN.");
  }
  const token = securityToken === undefined ? {} : { securityToken };
  return [...before, { accessKeyId, accessKeySecret, ...token }];
}

/** Adds an account whose access key is switched off. */
export function addInactiveAccount(text: string, before: readonly AccountOptions[]): AccountOptions[] {
  return [...before, ...addAccount(text, []).map((account) => ({ ...account, active: false }))];
}

/** Numbers by action. */
export type Limits = Readonly<Record<string, number>>;

/** Adds a limit that is written NUMBER or ACTION=NUMBER. */
export function addLimit(text: string, before: Limits): Limits {
  const equals = text.indexOf("=");
  const action = equals < 0 ? "*" : text.slice(0, equals);
  return { ...before, [action]: wholeNumber(text.slice(equals + 1)) };
}

/** Adds a fault that is written as JSON. */
export function addFault(text: string, before: readonly Fault[]): Fault[] {
  try {
    return [...before, readFault(JSON.parse(text))];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
