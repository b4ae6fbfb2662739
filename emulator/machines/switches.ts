// What can go wrong with an instance that runs, on demand.
import type { CommandErrorCode, InvocationStatus } from "../assistant/outcomes";
import { defaultAuthorizedKeysFile, type SshdState } from "./standIns";

/** How the next commands on an instance end, whatever they do. */
export interface CommandFault {
  /** `Pending`, `Scheduled`, `Running` and `Stopping` last forever. */
  readonly status: InvocationStatus;
  /** By default the code that fits the status, if one does. */
  readonly errorCode?: CommandErrorCode | undefined;
  /** By default 0 for `Success` and 1 for `Failed`; else none. */
  readonly exitCode?: number | undefined;
  /** What the command seems to have printed; empty by default. */
  readonly output?: string | undefined;
  /** Runs the command all the same and reports only its output truthfully; false by default. */
  readonly run?: boolean | undefined;
  /** How many commands it applies to; if unset, all until it is removed. */
  readonly calls?: number | undefined;
}

/** The switches of an instance that runs. */
export interface MachineSwitches {
  /** Cloud Assistant Agent. */
  readonly agent: "running" | "stopped";
  /** Neither SSH nor Cloud Assistant gets through a cut network. */
  readonly network: "up" | "cut";
  /** On a full disk, commands cannot write to files. */
  readonly disk: "ok" | "full";
  /** How `sshd -T` ends. The SSH server itself is not affected. */
  readonly sshd: SshdState;
  /** The files that the SSH server reads and `sshd -T` reports, with OpenSSH's `%u`, `%h` and `%%`. */
  readonly authorizedKeysFile: string;
  readonly failCommands?: CommandFault | undefined;
}

/** A change of switches; those left out stay as they are, and `null` removes a fault. */
export type SwitchChange = {
  readonly [Name in Exclude<keyof MachineSwitches, "failCommands">]?: MachineSwitches[Name] | undefined;
} & { readonly failCommands?: CommandFault | null | undefined };

/** An instance on which everything works. */
export const faultless: MachineSwitches = {
  agent: "running",
  network: "up",
  disk: "ok",
  sshd: "ok",
  authorizedKeysFile: defaultAuthorizedKeysFile,
};

/** @returns the switches after a change. */
export function switched(before: MachineSwitches, change: SwitchChange): MachineSwitches {
  const { failCommands: fault, ...others } = change;
  const { failCommands: faultBefore, ...rest } = before;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const after = fault === undefined ? faultBefore : (fault ?? undefined);
  return { ...rest, ...given, ...(after === undefined ? {} : { failCommands: after }) };
}

/** @returns the switches once their fault has applied to one more command. */
export function withOneCallLess(switches: MachineSwitches): MachineSwitches {
  const { failCommands: fault } = switches;
  if (fault?.calls === undefined) return switches;
  return switched(switches, { failCommands: fault.calls > 1 ? { ...fault, calls: fault.calls - 1 } : null });
}
