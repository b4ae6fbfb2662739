// The SSH server of one instance, on the loopback: it proves which keys log in, and runs nothing.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as TcpServer, type Socket } from "node:net";
import type { AuthContext, Connection, Session } from "ssh2";

/** The library, which is loaded only when instances run. */
export type Ssh2 = typeof import("ssh2");

/**
 * Loads the library.
 *
 * @throws Error if it is not installed
 */
export async function loadSsh2(): Promise<Ssh2> {
  try {
    const loaded: Ssh2 & { readonly default?: Ssh2 } = await import("ssh2");
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new Error("--instances needs the package ssh2: npm install ssh2", { cause });
  }
}

/** What a server needs. */
export interface LoginServerOptions {
  readonly ssh2: Ssh2;
  /** PEM. */
  readonly hostKey: string;
  /** The port to try first; 0 picks a free one. */
  readonly port: number;
  readonly instanceId: string;
  /** @returns the keys that a user may log in with now, in SSH's binary format. */
  readonly keysOf: (user: string) => readonly Buffer[];
}

/** A listening server. */
export interface LoginServer {
  readonly port: number;
  /** Stops listening and ends all connections. */
  readonly close: () => Promise<void>;
}

const host = "127.0.0.1";

/** Starts a server. */
export async function startLoginServer(options: LoginServerOptions): Promise<LoginServer> {
  const { Server } = options.ssh2;
  const server = new Server({ hostKeys: [options.hostKey] }, (client) => {
    serve(options, client);
  });
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  await listen(listener, options.port).catch(() => listen(listener, 0));
  const address = listener.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    async close() {
      const closed = once(listener, "close");
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listen(listener: TcpServer, port: number): Promise<void> {
  listener.listen(port, host);
  await once(listener, "listening");
}

function serve({ ssh2, keysOf, instanceId }: LoginServerOptions, client: Connection): void {
  let user = "";
  // A client that leaves early has its own reasons.
  client.on("error", () => undefined);
  client.on("authentication", (context) => {
    user = context.username;
    if (mayLogIn(ssh2, context, keysOf(user))) context.accept();
    else context.reject(["publickey"]);
  });
  client.on("session", (accept) => {
    greet(accept(), `logged in to ${instanceId} as ${user}\n`);
  });
}

function mayLogIn(ssh2: Ssh2, context: AuthContext, keys: readonly Buffer[]): boolean {
  if (context.method !== "publickey") return false;
  const { key, blob, signature, hashAlgo } = context;
  if (!keys.some((one) => one.equals(key.data))) return false;
  // Without a signature, the client asks whether signing with this key is worth its while.
  if (blob === undefined || signature === undefined) return true;
  const parsed = ssh2.utils.parseKey(`${key.algo} ${key.data.toString("base64")}`);
  if (parsed instanceof Error) return false;
  // Its types do not tell that it returns an Error for a signature that it cannot read.
  const verified: unknown = parsed.verify(blob, signature, hashAlgo);
  return verified === true;
}

/** Responds to any command, and to a request for a shell, with one line. */
function greet(session: Session, greeting: string): void {
  session.on("pty", (accept) => {
    accept();
  });
  for (const request of ["exec", "shell"] as const) {
    session.on(request as "exec", (accept) => {
      const channel = accept();
      channel.write(greeting);
      channel.exit(0);
      channel.end();
    });
  }
}

/** @returns a new host key. ssh2 does not generate it: one in two hundred of the keys that it makes it cannot read. */
export function newHostKey(): string {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return privateKey;
}

/** @returns a host key's public half in OpenSSH format. */
export function publicHostKey(ssh2: Ssh2, hostKey: string): string {
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString("base64")}`;
}
