/** What may stand between a host and the emulator: TLS with a certificate of its own, a proxy, a server that says nothing. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A server of these tests. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** A certificate that nobody trusts unless told. */
export interface Certificate {
  /** The file for NODE_EXTRA_CA_CERTS. */
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Makes a certificate for 127.0.0.1 and the names under `keypair.test`. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const file = join(folder, "certificate.pem");
  const keyFile = join(folder, "certificate-key.pem");
  await run("openssl", [
    ...["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=keypair.test"],
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-addext", "subjectAltName=DNS:ecs.keypair.test,DNS:sts.keypair.test,IP:127.0.0.1"],
    ...["-keyout", keyFile, "-out", file],
  ]);
  return { file, cert: await readFile(file), key: await readFile(keyFile) };
}

/** Serves TLS in front of a server on the loopback. */
export async function startTls({ cert, key }: Certificate, port: number): Promise<Listening> {
  const server = createTlsServer({ cert, key }, (client) => {
    const upstream = connect(port, "127.0.0.1");
    client.pipe(upstream).pipe(client);
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  return listening(server);
}

/** Takes connections and says nothing. */
export function startSilence(port: number): Promise<Listening> {
  return listening(createServer(), port);
}

/** A proxy that leads every host to one port of the loopback. */
export interface ConnectProxy extends Listening {
  /** What was asked for, in order: host and port. */
  readonly targets: readonly string[];
  /** The credentials that came along. */
  readonly authorizations: readonly (string | undefined)[];
}

/** @param refusal - the status line with which it refuses all, if it does */
export async function startProxy(port: number, refusal?: string): Promise<ConnectProxy> {
  const targets: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createHttpServer();
  server.on("connect", (request, client: Socket) => {
    targets.push(request.url ?? "");
    authorizations.push(request.headers["proxy-authorization"]);
    client.on("error", () => undefined);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
  });
  return { ...(await listening(server)), targets, authorizations };
}

async function listening(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}
