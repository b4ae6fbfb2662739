// Virtual machines: their states, and what their next start changes about logging in.
import type { Readings } from "../readings";
import type { Tag } from "./tags";

/** The states of an instance. */
export const instanceStatuses = ["Pending", "Running", "Starting", "Stopping", "Stopped"] as const;

/** The state of an instance. */
export type InstanceStatus = (typeof instanceStatuses)[number];

/** How users can log in to an instance. */
export interface Login {
  /** OpenSSH format. */
  readonly authorizedKeys: readonly string[];
  readonly passwordLogin: boolean;
}

/** What was bound and unbound since the last start. The next start applies it. */
export interface Rebinding {
  /** The public key of the key pair that is bound now. */
  readonly bound?: string;
  /** The public keys of the key pairs that were unbound. */
  readonly unbound: readonly string[];
}

/** The end of a state that does not last. */
interface Transition {
  readonly endMs: number;
  readonly status: InstanceStatus;
  readonly login: Login;
  /** What a start applies to the keys of an instance that really runs, where commands can change them too. */
  readonly rebinding?: Rebinding;
}

/** A virtual machine that key pairs are bound to. */
export interface Instance {
  readonly regionId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly osType: "linux" | "windows";
  readonly ioOptimized: boolean;
  readonly publicIpAddress?: string;
  readonly tags: readonly Tag[];
  /** The key pair that is bound to it. */
  readonly keyPairName?: string;
  readonly status: InstanceStatus;
  readonly login: Login;
  readonly rebinding?: Rebinding;
  readonly transition?: Transition;
  readonly creationTimeMs: number;
  /** When it last became Running. */
  readonly startTimeMs: number;
}

type LaterField = "ioOptimized" | "tags" | "status" | "login" | "startTimeMs";

/** An instance in a data file; files of release 0.1.0 lack some fields. */
export type StoredInstance = Omit<Instance, LaterField> & Partial<Pick<Instance, LaterField>>;

/** @returns a stored instance with every field. */
export function completed(stored: StoredInstance): Instance {
  const login = { authorizedKeys: [], passwordLogin: stored.keyPairName === undefined };
  const later = { ioOptimized: true, tags: [], status: "Running", login } as const;
  return { ...later, startTimeMs: stored.creationTimeMs, ...stored };
}

/** @returns an instance as it is at a time, after any transition that has ended by then. */
export function instanceAt(instance: Instance, nowMs: number): Instance {
  const { transition, ...rest } = instance;
  if (transition === undefined || nowMs < transition.endMs) return instance;
  const { endMs, status, login } = transition;
  return { ...rest, status, login, startTimeMs: status === "Running" ? endMs : instance.startTimeMs };
}

/** @returns an instance with a key pair bound, which replaces any other. */
export function bind(instance: Instance, keyPairName: string, publicKey: string): Instance {
  const unbound = instance.rebinding?.unbound ?? [];
  return { ...instance, keyPairName, rebinding: { bound: publicKey, unbound } };
}

/** @returns an instance without its key pair. */
export function unbind(instance: Instance, publicKey: string): Instance {
  const { keyPairName, rebinding, ...rest } = instance;
  return { ...rest, rebinding: { unbound: [...(rebinding?.unbound ?? []), publicKey] } };
}

/** How long instances take to start and to stop, in milliseconds. A restart takes both times. */
export interface TransitionTimes {
  readonly instanceStartMs: number;
  readonly instanceStopMs: number;
}

/** What a change of state depends on. */
export interface PowerConditions {
  readonly nowMs: number;
  readonly times: TransitionTimes;
  readonly readings: Readings;
}

/** @returns an instance that is about to run. */
export function start(instance: Instance, { nowMs, times, readings }: PowerConditions): Instance {
  const { rebinding, ...rest } = instance;
  const login = loginAfterStart(instance, readings.keyAtStart);
  const transition = {
    endMs: nowMs + times.instanceStartMs,
    status: "Running",
    login,
    ...(rebinding === undefined ? {} : { rebinding }),
  } as const;
  return { ...rest, status: "Starting", transition };
}

/** @returns an instance that is about to stop. */
export function stop(instance: Instance, { nowMs, times }: PowerConditions): Instance {
  const { login } = instance;
  const transition = { endMs: nowMs + times.instanceStopMs, status: "Stopped", login } as const;
  return { ...instance, status: "Stopping", transition };
}

/** @returns an instance that is about to run again. */
export function reboot(instance: Instance, conditions: PowerConditions): Instance {
  const { nowMs, times, readings } = conditions;
  const restarted = start(instance, { ...conditions, nowMs: nowMs + times.instanceStopMs });
  return { ...restarted, status: readings.rebootingStatus === "starting" ? "Starting" : "Stopping" };
}

function loginAfterStart({ login, rebinding }: Instance, reading: Readings["keyAtStart"]): Login {
  if (rebinding === undefined) return login;
  const { bound, unbound } = rebinding;
  const passwordLogin = bound === undefined;
  if (reading === "nothing") return { ...login, passwordLogin };
  if (bound === undefined) return { authorizedKeys: without(login.authorizedKeys, unbound), passwordLogin };
  if (reading === "overwrite") return { authorizedKeys: [bound], passwordLogin };
  const kept = without(login.authorizedKeys, [...unbound, bound]);
  return { authorizedKeys: [...kept, bound], passwordLogin };
}

const without = (keys: readonly string[], removed: readonly string[]): string[] =>
  keys.filter((key) => !removed.includes(key));
