/** An SSH server on the loopback that trusts the public keys it is told, as an instance does that a key pair is bound to. */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils, type AuthContext, type Session } from "ssh2";

/** A running server. */
export interface SshServer {
  readonly port: number;
  /** The server's line for a `known_hosts` file. */
  readonly knownHost: string;
  /** The commands that were run, with the kind of key that let their senders in. */
  readonly commands: readonly string[];
  readonly close: () => Promise<void>;
}

/** @param trusted - gives the public keys of the moment, in OpenSSH's form */
export async function startSshServer(trusted: () => readonly string[]): Promise<SshServer> {
  const hostKey = makeHostKey();
  const commands: string[] = [];
  const server = new Server({ hostKeys: [hostKey.private] }, (client) => {
    let kind = "";
    client.on("authentication", (context) => {
      kind = trustedKind(context, trusted()) ?? "";
      if (kind === "") {
        context.reject(["publickey"]);
      } else {
        context.accept();
      }
    });
    // A client that leaves early is the test's matter: its own exit code tells.
    client.on("error", () => undefined);
    client.on("session", (accept) => {
      runCommands(accept(), (command) => commands.push(`${command} (${kind})`));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    knownHost: `[127.0.0.1]:${port} ${hostKey.public}`,
    commands,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

/** Not by ssh2 itself: one in two hundred of the keys that it makes is one that it can't read. */
function makeHostKey(): { private: string; public: string } {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) {
    throw key;
  }
  return { private: privateKey, public: `${key.type} ${key.getPublicSSH().toString("base64")}` };
}

/** Answers each command with a line that names it. */
function runCommands(session: Session, note: (command: string) => void): void {
  session.on("exec", (accept, _reject, { command }) => {
    note(command);
    const channel = accept();
    channel.write(`this is ${command}\n`);
    channel.exit(0);
    channel.end();
  });
}

function trustedKind(context: AuthContext, trusted: readonly string[]): string | undefined {
  if (context.method !== "publickey") {
    return undefined;
  }
  for (const line of trusted) {
    const key = utils.parseKey(line);
    if (key instanceof Error || !key.getPublicSSH().equals(context.key.data)) {
      continue;
    }
    const { blob, signature, hashAlgo } = context;
    // Without a signature the client asks whether it would be worth its while to sign.
    if (blob === undefined || signature === undefined) {
      return key.type;
    }
    // Its types do not tell that it answers an Error for a signature that it can't read.
    const verified: unknown = key.verify(blob, signature, hashAlgo);
    return verified === true ? key.type : undefined;
  }
  return undefined;
}
