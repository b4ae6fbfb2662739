// The HTTP server: reads a request's body, passes it on, and closes with all its connections.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** Serves one request whose body has arrived. */
export type Handler = (message: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

/** Refuses a request whose body was too large to keep. */
export type Refusal = (message: IncomingMessage, response: ServerResponse) => void;

/** A listening server. */
export interface ListeningServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const maxBodyBytes = 1024 * 1024;
// SDKs put everything into the query: a hundred long names there exceed Node's default.
const maxHeaderSize = 512 * 1024;

/**
 * Starts listening.
 *
 * @throws Error if the port is not available
 */
export async function listen(
  host: string,
  port: number,
  handler: Handler,
  refuseLarge: Refusal,
): Promise<ListeningServer> {
  const server = createServer({ maxHeaderSize }, (message, response) => {
    serve(handler, refuseLarge, message, response).catch(() => {
      response.destroy();
    });
  });
  // A kept-alive connection must not close while its client sends the next request.
  server.keepAliveTimeout = 10 * 60_000;
  server.listen(port, host);
  await once(server, "listening").catch((cause: unknown) => {
    const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    throw taken
      ? new Error(
          `Port ${port} of ${host} is already in use. Choose another with --port, or use --port 0 for a free one.`,
          { cause },
        )
      : cause;
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  handler: Handler,
  refuseLarge: Refusal,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(message);
  if (body === undefined) refuseLarge(message, response);
  else await handler(message, body, response);
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read too: a client that is still sending does not read a response.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks);
}
