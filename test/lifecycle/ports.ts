/** Ports that stay a test's own while nothing listens on them, so that a connection is refused and not taken by somebody else. */
import { once } from "node:events";
import type { Server } from "node:net";

/** Below the ports that systems hand out to whoever asks for a free one. */
const firstPort = 20_000;
const portsOfWorker = 1_000;

let next = firstPort + (Number(process.env["VITEST_POOL_ID"] ?? "1") % 10) * portsOfWorker;

/** Has a server listen on a port of the loopback that no other server in this worker, and none that asks for any port, gets. */
export async function listenOnOwnPort(server: Server): Promise<number> {
  for (;;) {
    const port = next;
    next += 1;
    try {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") {
        throw error;
      }
    }
  }
}
