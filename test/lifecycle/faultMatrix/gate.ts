/** A way to the emulator that can be shut, so that connections are refused as by a machine that is down. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnOwnPort } from "../ports";

/** The calls that a gate waits for. */
export interface CallsBefore {
  readonly action: string;
  readonly calls: number;
}

/** A way that is open until it is told to refuse. */
export interface Gate {
  readonly url: string;
  /** Does something as soon as these calls have been answered. */
  whenAnswered(after: CallsBefore, then: () => void): void;
  /** Refuses connections: at once, or as soon as these calls have been answered. */
  refuse(after?: CallsBefore): void;
  /** Lets connections in again. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate on the loopback. */
export async function openGate(target: string): Promise<Gate> {
  let awaited: (CallsBefore & { readonly then: () => void }) | undefined;
  const answered = (action: unknown): void => {
    if (awaited === undefined || awaited.action !== action) {
      return;
    }
    const { calls, then, ...rest } = awaited;
    awaited = calls > 1 ? { ...rest, then, calls: calls - 1 } : undefined;
    if (calls === 1) {
      then();
    }
  };
  const server = createServer((incoming, answer) => {
    // No connection is kept, so that each call makes a new one, which can be refused.
    answer.setHeader("connection", "close");
    forward(target, incoming, answer, () => {
      answered(incoming.headers["x-acs-action"]);
    });
  });
  // While the gate refuses, its port is free: another worker's emulator on it would serve the host that is to be refused.
  const port = await listenOnOwnPort(server);
  const whenAnswered = (after: CallsBefore, then: () => void): void => {
    awaited = { ...after, then };
  };
  return {
    whenAnswered,
    url: `http://127.0.0.1:${port}`,
    refuse: (after) => {
      if (after === undefined) {
        server.close();
      } else {
        whenAnswered(after, () => server.close());
      }
    },
    open: async () => {
      awaited = undefined;
      if (!server.listening) {
        server.listen(port, "127.0.0.1");
        await once(server, "listening");
      }
    },
    close: async () => {
      server.closeAllConnections();
      if (server.listening) {
        await new Promise((done) => server.close(done));
      }
    },
  };
}

function forward(
  target: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  answered: () => void,
): void {
  const { method, headers, url } = incoming;
  const onward = request(new URL(url ?? "/", target), { method, headers, agent: false }, (received) => {
    answered();
    answer.writeHead(received.statusCode ?? 502, {
      "content-type": received.headers["content-type"] ?? "",
      connection: "close",
    });
    received.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  incoming.pipe(onward);
}
