/** Watches the engine that started this process: once it is gone, for whatever reason, the process has nothing left to do. */
import { engineStubs } from "../host/pulumi";

const parentPollMs = 1_000;
const neverIdleMs = 2 ** 31 - 1;

/** Which process is gone: the engine for certain, or the one that started this process. */
type Gone = "engine" | "parent";

/**
 * Reports when the engine is gone. It watches a connection to the engine, if its address is known, and this process's parent:
 * the engine, the language host that it started, or a shell.
 */
export function watchEngine(address: string | undefined, gone: (who: Gone) => void): void {
  if (address !== undefined) {
    watchConnection(address, () => {
      gone("engine");
    });
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      gone("parent");
    }
  }, parentPollMs);
  timer.unref();
}

function watchConnection(address: string, gone: () => void): void {
  const { grpc, services } = engineStubs();
  const options = { "grpc.client_idle_timeout_ms": neverIdleMs };
  const channel = new services.EngineClient(address, grpc.credentials.createInsecure(), options).getChannel();
  const { READY, TRANSIENT_FAILURE } = grpc.connectivityState;
  let wasReady = false;
  const check = (): void => {
    const state = channel.getConnectivityState(true);
    wasReady ||= state === READY;
    if (wasReady && state === TRANSIENT_FAILURE) {
      channel.close();
      gone();
      return;
    }
    channel.watchConnectivityState(state, Infinity, check);
  };
  check();
}
