// What the emulator can be told at its start.
import type { AccountOptions } from "./cloud/accounts";

/** How an emulator starts; everything may be left out. */
export interface EmulatorOptions {
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Accounts; by default one with access key and secret `emulator`. */
  readonly accounts?: readonly AccountOptions[];
  /**
   * How many keys are made beforehand and handed out in turn, again and again, so that key pairs made after the first
   * so many share keys; 0, the default, makes every key anew.
   */
  readonly keyPool?: number;
  /** Whether SignatureDoesNotMatch tells the string that the emulator has signed; true by default. */
  readonly tellStringToSign?: boolean;
  /** The emulator's clock, in milliseconds since 1970; the system's by default. */
  readonly nowMs?: () => number;
}

/** The account that an emulator has when none is named. */
export const defaultAccount: AccountOptions = { accessKeyId: "emulator", accessKeySecret: "emulator" };
