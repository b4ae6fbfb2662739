/** The engine that started this process: once it is gone, however it ended, the process has nothing left to do. */
import { engineStubs } from "../host/pulumi";

const parentLookMs = 1_000;
const neverIdleMs = 2 ** 31 - 1;

/** Who is gone: the engine for certain, or the process that started this one. */
type Gone = "engine" | "parent";

/**
 * Watches the engine's end: by a connection to it where its address is known, and by this process's parent, which is the
 * engine itself, the language host that it started, or a person's shell.
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
  }, parentLookMs);
  timer.unref();
}

function watchConnection(address: string, gone: () => void): void {
  const { grpc, services } = engineStubs();
  const options = { "grpc.client_idle_timeout_ms": neverIdleMs };
  const channel = new services.EngineClient(address, grpc.credentials.createInsecure(), options).getChannel();
  const { READY, TRANSIENT_FAILURE } = grpc.connectivityState;
  let wasThere = false;
  const look = (): void => {
    const state = channel.getConnectivityState(true);
    wasThere ||= state === READY;
    if (wasThere && state === TRANSIENT_FAILURE) {
      channel.close();
      gone();
      return;
    }
    channel.watchConnectivityState(state, Infinity, look);
  };
  look();
}
