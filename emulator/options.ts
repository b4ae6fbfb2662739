// The options that an emulator starts with.
import type { AccountOptions } from "./cloud/accounts";
import type { Conditions } from "./conditions";
import type { Fault } from "./faults";
import type { Readings } from "./readings";

/** How an emulator starts; every option may be left out. */
export interface EmulatorOptions {
  /** Port to listen on; 0, the default, picks a free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Accounts; by default one with access key and secret `emulator`. */
  readonly accounts?: readonly AccountOptions[];
  /** How to read the documentation where it contradicts itself or is silent. */
  readonly readings?: Partial<Readings>;
  /**
   * How many keys to generate in advance and hand out in turn, over and over. Key pairs beyond this number share keys, and so do
   * emulators of one process with pools of the same size. 0, the default, generates a new key each time.
   */
  readonly keyPool?: number;
  /** File that keeps key pairs and instances between runs; by default they are lost when the emulator stops. */
  readonly dataFile?: string;
  /**
   * The absolute path of a folder where Linux instances run, each in a folder of its own: with an SSH server, and with commands that
   * really run on this machine. By default, instances do not run.
   */
  readonly instancesFolder?: string;
  /** Whether the control API and the page are served; true by default. */
  readonly control?: boolean;
  /** Faults for the first calls. */
  readonly faults?: readonly Fault[];
  /** Conditions from the start. */
  readonly conditions?: Partial<Conditions>;
  /** The emulator's clock, in milliseconds since 1970; the system's by default. */
  readonly nowMs?: () => number;
}

/** The account of an emulator whose options name none. */
export const defaultAccount: AccountOptions = { accessKeyId: "emulator", accessKeySecret: "emulator" };
