// An instance that runs: its folder, its SSH server, its switches and the commands that run on it.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Place } from "../cloud/state";
import { keyLines, keyOf } from "./authorizedKeys";
import {
  newHostKey,
  publicHostKey,
  startLoginServer,
  type LoginServer,
  type LoginServerOptions,
  type Ssh2,
} from "./loginServer";
import type { MachineFolder } from "./machineFolder";
import { runShell, type ShellRun, type ShellScript } from "./shellProcess";
import {
  faultless,
  switched,
  withOneCallLess,
  type CommandFault,
  type MachineSwitches,
  type SwitchChange,
} from "./switches";

/** Where an instance's SSH server listens. */
export interface SshAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The server's public key, in OpenSSH format. */
  readonly hostKey: string;
}

/** What waits for an instance's network. */
interface Waiter {
  /** Called once the network is up; at once if it is. */
  readonly reached: () => void;
  /** Called if the instance stops before. */
  readonly lost: () => void;
}

/** An instance that runs. */
export interface Machine {
  readonly place: Place;
  readonly instanceId: string;
  readonly folder: MachineFolder;
  readonly switches: () => MachineSwitches;
  readonly change: (change: SwitchChange) => void;
  /** @returns the fault that applies to the next command, and counts it. */
  readonly takeFault: () => CommandFault | undefined;
  /** @returns the lines of root's authorized keys that hold a key. */
  readonly authorizedKeys: () => string[];
  /** @returns where the SSH server listens, if it does. */
  readonly ssh: () => SshAddress | undefined;
  /** @returns when the agent was last heard of; undefined if it has stopped or was never heard of. */
  readonly lastHeartbeatMs: () => number | undefined;
  readonly run: (script: Omit<ShellScript, "environment" | "diskFull">) => ShellRun;
  /** @returns how to stop waiting. */
  readonly whenReached: (waiter: Waiter) => () => void;
  /** Follows the instance's state. Off ends everything that runs on it. */
  readonly setPower: (on: boolean) => void;
  /** Waits until the SSH server follows power and network. */
  readonly settled: () => Promise<void>;
}

/** What a machine is made from. */
export interface MachineOptions {
  readonly place: Place;
  readonly instanceId: string;
  readonly folder: MachineFolder;
  readonly ssh2: Ssh2;
  readonly nowMs: () => number;
}

/** Opens a machine that is off. */
export function openMachine(options: MachineOptions): Machine {
  const { place, instanceId, folder, nowMs } = options;
  let switches = faultless;
  const keysOf = (user: string): string[] =>
    keyLines(folder.authorizedKeys(user, switches.authorizedKeysFile));
  const { door, hostKey } = openSsh(options, (user) => keysOf(user).flatMap((line) => keyOf(line) ?? []));
  const line = openLine(nowMs, door.set);
  const runs = openRuns(folder);
  return {
    ...{ place, instanceId, folder },
    switches: () => switches,
    change(change) {
      switches = switched(switches, change);
      folder.setSshd(switches.sshd, switches.authorizedKeysFile);
      line.setNetwork(switches.network === "up");
    },
    takeFault() {
      const fault = switches.failCommands;
      switches = withOneCallLess(switches);
      return fault;
    },
    authorizedKeys: () => keysOf("root"),
    ssh() {
      const port = door.port();
      return port === undefined ? undefined : { host: "127.0.0.1", port, user: "root", hostKey };
    },
    lastHeartbeatMs: () => (switches.agent === "running" ? line.lastReachedMs() : undefined),
    run: (script) => runs.start({ ...script, diskFull: switches.disk === "full" }),
    whenReached: line.whenReached,
    setPower(on) {
      if (!on) runs.interrupt();
      line.setPower(on);
    },
    settled: door.settled,
  };
}

function openSsh({ ssh2, folder, instanceId }: MachineOptions, keysOf: LoginServerOptions["keysOf"]) {
  const hostKey = hostKeyIn(folder);
  const door = openDoor({ ssh2, hostKey, instanceId, keysOf });
  return { door, hostKey: publicHostKey(ssh2, hostKey) };
}

/** Runs scripts until they end or the machine does. */
function openRuns({ path, inside }: MachineFolder) {
  const runs = new Set<ShellRun>();
  const environment = {
    PATH: `${path}/bin:/usr/bin:/bin`,
    // Without HOME, some shells would expand ~ to the real home of the emulator's user.
    HOME: inside("/nonexistent"),
  };
  return {
    start(script: Omit<ShellScript, "environment">): ShellRun {
      const run = runShell({ ...script, environment });
      runs.add(run);
      void run.ended.then(() => runs.delete(run));
      return run;
    },
    interrupt(): void {
      for (const run of runs) run.interrupt();
    },
  };
}

/** Follows whether the machine can be reached: if it is on and its network is up. */
function openLine(nowMs: () => number, reach: (isReached: boolean) => void) {
  let on = false;
  let network = true;
  let lostMs: number | undefined;
  const waiters = new Set<Waiter>();
  const follow = (): void => {
    const isReached = on && network;
    lostMs = isReached ? undefined : (lostMs ?? nowMs());
    reach(isReached);
    if (isReached) release(waiters, "reached");
  };
  const whenReached = (waiter: Waiter) => {
    waiters.add(waiter);
    follow();
    return () => waiters.delete(waiter);
  };
  return {
    whenReached,
    /** When it was last reached; undefined if it is off. */
    lastReachedMs: () => (on ? (lostMs ?? nowMs()) : undefined),
    setNetwork(up: boolean): void {
      network = up;
      follow();
    },
    setPower(power: boolean): void {
      on = power;
      if (!on) release(waiters, "lost");
      follow();
    },
  };
}

function release(waiters: Set<Waiter>, outcome: keyof Waiter): void {
  for (const waiter of waiters) {
    waiters.delete(waiter);
    waiter[outcome]();
  }
}

function hostKeyIn(folder: MachineFolder): string {
  const file = folder.inside("/etc/ssh/ssh_host_ecdsa_key");
  if (!existsSync(file)) writeFileSync(file, newHostKey(), { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8");
}

/** Opens and closes an SSH server, one step after the other, on the same port again where that is still free. */
function openDoor(options: Omit<LoginServerOptions, "port">) {
  let server: LoginServer | undefined;
  let lastPort = 0;
  let wanted = false;
  let steps = Promise.resolve();
  const close = async (): Promise<void> => {
    const open = server;
    server = undefined;
    await open?.close();
  };
  const open = async (): Promise<void> => {
    if (!wanted || server !== undefined) return;
    server = await startLoginServer({ ...options, port: lastPort });
    lastPort = server.port;
  };
  const set = (isOpen: boolean): void => {
    if (wanted === isOpen) return;
    wanted = isOpen;
    steps = steps.then(isOpen ? open : close).catch((error: unknown) => {
      process.stderr.write(`emulator: SSH of ${options.instanceId}: ${String(error)}\n`);
    });
  };
  return {
    set,
    port: () => (wanted ? server?.port : undefined),
    settled: () => steps,
  };
}
