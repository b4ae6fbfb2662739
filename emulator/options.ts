// What the emulator can be told at its start.
import type { AccountOptions } from "./cloud/accounts";
import type { Conditions } from "./conditions";
import type { Fault } from "./faults";
import type { Readings } from "./readings";

/** How an emulator starts; everything may be left out. */
export interface EmulatorOptions {
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Accounts; by default one with access key and secret `emulator`. */
  readonly accounts?: readonly AccountOptions[];
  /** Readings of the documents where they contradict themselves. */
  readonly readings?: Partial<Readings>;
  /**
   * How many keys are made beforehand and handed out in turn, again and again, so that key pairs made after the first
   * so many share keys, and so do emulators of one process with pools of one size; 0, the default, makes every key anew.
   */
  readonly keyPool?: number;
  /** File that keeps key pairs and instances between runs; by default they are gone with the emulator. */
  readonly dataFile?: string;
  /** Whether the control API and the page are served; true by default. */
  readonly control?: boolean;
  /** Faults that wait for the first calls. */
  readonly faults?: readonly Fault[];
  /** Conditions that hold from the start. */
  readonly conditions?: Partial<Conditions>;
  /** The emulator's clock, in milliseconds since 1970; the system's by default. */
  readonly nowMs?: () => number;
}

/** The account that an emulator has when none is named. */
export const defaultAccount: AccountOptions = { accessKeyId: "emulator", accessKeySecret: "emulator" };
