/** Tries to log in to an instance of the emulator that runs, over real SSH. */
import { Client } from "ssh2";

/** Where an instance's SSH server listens. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
}

/** @returns whether the key lets the user in */
export function tryLogin({ host, port }: SshTarget, privateKey: string, username = "root"): Promise<boolean> {
  const client = new Client();
  return new Promise((resolve) => {
    client.on("error", () => {
      resolve(false);
    });
    client.on("ready", () => {
      client.end();
      resolve(true);
    });
    client.connect({ host, port, username, privateKey });
  });
}
