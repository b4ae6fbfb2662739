// Starts an emulator inside this process, with back doors for tests.
import { openInvocations } from "./assistant/invocations";
import { openBackDoors, type BackDoors } from "./backDoors";
import { openCallLog, type CallRecord } from "./calls";
import { openAccounts } from "./cloud/accounts";
import type { Cloud } from "./cloud/cloud";
import { noJournal, openJournal, type Journal } from "./cloud/journal";
import { openKeySource } from "./cloud/keyMaterial";
import { openState } from "./cloud/state";
import { bracketed, openAccess } from "./control/access";
import { handleControl, isControlRequest } from "./control/controlHandler";
import { openConditions, type Conditions, type ConditionsControl } from "./conditions";
import { openFaults, type Faults } from "./faults";
import { handleApiCall, refuseLargeCall, type ApiContext } from "./http/apiHandler";
import { listen, type Handler } from "./http/server";
import { noMachines, openMachines, type Machines } from "./machines/machines";
import { checkMayRun } from "./machines/safety";
import { defaultAccount, type EmulatorOptions } from "./options";
import { defaultReadings } from "./readings";
import { openGate } from "./signature/authenticate";

const defaultHost = "127.0.0.1";

/** A running emulator. */
export interface Emulator extends BackDoors {
  /** Where ECS and STS are served, without a trailing slash. */
  readonly url: string;
  /** Faults for the next calls. */
  readonly faults: Faults;
  /** The conditions that apply to all calls. */
  readonly conditions: () => Conditions;
  /** Changes the given conditions and keeps the others. */
  readonly setConditions: (changed: Partial<Conditions>) => void;
  /** API calls in order of arrival. */
  readonly calls: () => CallRecord[];
  /** Forgets the calls so far. */
  readonly clearCalls: () => void;
  /** Waits until the SSH servers of all instances follow the instances' states. */
  readonly settled: () => Promise<void>;
  /** Forgets everything except the accounts and the options. */
  readonly reset: () => void;
  /** Stops the emulator and its instances, and ends all connections, including those waiting for a response. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an emulator.
 *
 * @throws Error if the port or the data file is not available, or if instances may not run
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const nowMs = options.nowMs ?? Date.now;
  const host = options.host ?? defaultHost;
  const conditions = openConditions(nowMs, options.conditions);
  const { cloud, journal } = await openCloud(options, nowMs, conditions);
  const closing = new AbortController();
  const context = {
    cloud,
    gate: openGate(cloud.accounts, nowMs, cloud.readings.stringToSign === "told"),
    calls: openCallLog(),
    faults: openFaults(options.faults),
    conditions,
    closing: closing.signal,
  };
  const backDoors = openBackDoors(cloud);
  const reset = (): void => {
    resetAll(context);
  };
  const { readings, settled } = cloud;
  const control = { ...context, backDoors, readings, reset, settled, checkAccess: openAccess(host) };
  const serve: Handler = (message, body, response) =>
    (options.control ?? true) && isControlRequest(message)
      ? handleControl(control, message, body, response)
      : handleApiCall(context, message, body, response);
  const server = await listen(host, options.port ?? 0, serve, refuseLargeCall).catch(
    async (error: unknown) => {
      await cloud.machines.close();
      await journal.close();
      throw error;
    },
  );
  const close = async (): Promise<void> => {
    closing.abort();
    await server.close();
    await cloud.machines.close();
    await journal.close();
  };
  let closed: Promise<void> | undefined;
  return {
    url: `http://${bracketed(host)}:${server.port}`,
    ...backDoors,
    faults: context.faults,
    conditions: conditions.get,
    setConditions: conditions.set,
    calls: context.calls.list,
    clearCalls: context.calls.clear,
    settled,
    reset,
    close: () => (closed ??= close()),
  };
}

function resetAll({ cloud, gate, calls, faults, conditions }: ApiContext): void {
  cloud.commit({ change: "reset" });
  cloud.accounts.endSessions();
  cloud.invocations.clear();
  gate.reset();
  calls.clear();
  faults.clear();
  conditions.reset();
}

async function openCloud(
  options: EmulatorOptions,
  nowMs: () => number,
  conditions: ConditionsControl,
): Promise<{ cloud: Cloud; journal: Journal }> {
  const { instancesFolder, host = defaultHost, accounts: given = [defaultAccount] } = options;
  if (instancesFolder !== undefined) checkMayRun(instancesFolder, host, given);
  const accounts = openAccounts(given);
  const store = openState();
  const { dataFile } = options;
  const journal = dataFile === undefined ? noJournal : await openJournal(dataFile, store);
  let machines: Machines = noMachines;
  const cloud: Cloud = {
    accounts,
    invocations: openInvocations(nowMs),
    get machines() {
      return machines;
    },
    state: store.state,
    readings: { ...defaultReadings, ...options.readings },
    takeKey: openKeySource(options.keyPool ?? 0),
    nowMs,
    listingLag: conditions.get,
    transitionTimes: conditions.get,
    commandConditions: conditions.get,
    takeInvocation: conditions.takeInvocation,
    commit(change) {
      store.apply(change);
      journal.append(change);
      machines.follow(change);
    },
    async settled() {
      await Promise.all([journal.settled(), machines.settled()]);
    },
  };
  machines = await openRunning(options, cloud, journal);
  return { cloud, journal };
}

async function openRunning(
  { instancesFolder }: EmulatorOptions,
  cloud: Cloud,
  journal: Journal,
): Promise<Machines> {
  if (instancesFolder === undefined) return noMachines;
  try {
    return await openMachines(instancesFolder, cloud);
  } catch (error) {
    await journal.close();
    throw error;
  }
}
