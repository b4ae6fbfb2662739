/** The plugin's entry point: serves on a free loopback port, which it prints, until the engine is gone. */
import { setImmediate } from "node:timers/promises";
import { watchEngine } from "./engine";
import { grpc } from "./protocol";
import { openService } from "./service";

// The vendor's HTTP client calls url.parse(). Node.js warns about that in code outside of node_modules, and Pulumi would show the warning.
process.noDeprecation = true;

const address = engineAddress(process.argv.slice(2));
const service = openService(address);

const shutdownMs = 1_000;
let ending = false;

/** Ends the process after every create has responded or been undone: one may hold a private key. */
async function end(): Promise<void> {
  if (ending) {
    return;
  }
  ending = true;
  await service.creates();
  await connectionsEnded();
  const exit = (): void => process.exit(0);
  service.server.tryShutdown(exit);
  setTimeout(exit, shutdownMs);
}

/**
 * The engine disconnects and sends its signal at the same time. gRPC waits forever for a connection that Node has begun to close.
 * Node closes it by the end of the event loop's turn, so waiting two turns is enough.
 */
async function connectionsEnded(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

for (const stream of [process.stdout, process.stderr]) {
  // Once the engine is gone, nobody reads these streams. That error must not end the process before its creates.
  stream.on("error", () => undefined);
}
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());

service.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    console.error(`cannot listen on a port of 127.0.0.1: ${error.message}`);
    process.exit(1);
  }
  console.log(port);
  watchEngine(address, (who) => {
    if (who === "engine") {
      service.abandon();
    }
    void end();
  });
});

/** The engine passes its address after its flags. A plugin started by hand gets none; the engine attaches to it later. */
function engineAddress(args: readonly string[]): string | undefined {
  const last = args.at(-1);
  return last !== undefined && /^[^-].*:\d+$/.test(last) && args.at(-2) !== "--tracing" ? last : undefined;
}
