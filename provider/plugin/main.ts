/** The plugin's entry point: serves on a free port of the loopback and prints it, until the engine is gone. */
import { setImmediate } from "node:timers/promises";
import { watchEngine } from "./engine";
import { grpc } from "./protocol";
import { openService } from "./service";

const address = engineAddress(process.argv.slice(2));
const service = openService(address);

const farewellMs = 1_000;
let ending = false;

/** A private key may still be on its way: its create is answered or undone before the process ends. */
async function end(): Promise<void> {
  if (ending) {
    return;
  }
  ending = true;
  await service.creates();
  await connectionsEnded();
  const exit = (): void => process.exit(0);
  service.server.tryShutdown(exit);
  setTimeout(exit, farewellMs);
}

/**
 * The engine hangs up and says goodbye at once. gRPC waits for ever for a connection that Node has begun to close; Node ends it by the
 * end of the loop's turn, so that two turns see it gone.
 */
async function connectionsEnded(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

for (const stream of [process.stdout, process.stderr]) {
  // Nobody reads any more once the engine is gone; that must not end the process before its creates.
  stream.on("error", () => undefined);
}
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());

service.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    console.error(`no port of 127.0.0.1 can be listened on: ${error.message}`);
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

/** The engine puts its flags in front of its address. Started by hand there is none: the engine attaches then. */
function engineAddress(args: readonly string[]): string | undefined {
  const last = args.at(-1);
  return last !== undefined && /^[^-].*:\d+$/.test(last) && args.at(-2) !== "--tracing" ? last : undefined;
}
