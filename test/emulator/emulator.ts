// Starts an emulator inside this process, with back doors for tests.
import { openCallLog, type CallRecord } from "./calls";
import { openAccounts } from "./cloud/accounts";
import { openBackDoors, type BackDoors } from "./backDoors";
import { openKeySource } from "./cloud/keyMaterial";
import { applyChange, emptyState } from "./cloud/state";
import type { Cloud } from "./cloud/cloud";
import { openFaults, type Faults } from "./faults";
import { handleApiCall } from "./http/apiHandler";
import { listen } from "./http/server";
import { defaultAccount, type EmulatorOptions } from "./options";
import { openGate } from "./signature/authenticate";

/** A running emulator. */
export interface Emulator extends BackDoors {
  /** Where ECS and STS are served, without a final slash. */
  readonly url: string;
  /** What goes wrong with the next calls. */
  readonly faults: Faults;
  /** API calls in the order of their arrival. */
  readonly calls: () => CallRecord[];
  /** Forgets the calls so far. */
  readonly clearCalls: () => void;
  /** Ends all connections, those that wait for an answer too. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an emulator.
 *
 * @throws Error when the port cannot be had
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const cloud = openCloud(options);
  const calls = openCallLog();
  const faults = openFaults();
  const closing = new AbortController();
  const authenticate = openGate(cloud.accounts, cloud.nowMs, options.tellStringToSign ?? true);
  const context = { cloud, authenticate, calls, faults, closing: closing.signal };
  const host = options.host ?? "127.0.0.1";
  const server = await listen(host, options.port ?? 0, (message, body, response) =>
    handleApiCall(context, message, body, response),
  );
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${server.port}`,
    faults,
    calls: calls.list,
    clearCalls: calls.clear,
    ...openBackDoors(cloud),
    async close() {
      closing.abort();
      await server.close();
    },
  };
}

function openCloud(options: EmulatorOptions): Cloud {
  const state = emptyState();
  return {
    accounts: openAccounts(options.accounts ?? [defaultAccount]),
    state,
    takeKey: openKeySource(options.keyPool ?? 0),
    nowMs: options.nowMs ?? Date.now,
    commit(change) {
      applyChange(state, change);
    },
  };
}
