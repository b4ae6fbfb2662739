/** A login over SSH with a private key, to an instance of the emulator that runs. */
import { createHash } from "node:crypto";
import { Client } from "ssh2";
import type { SshAddress } from "../emulator/machines/machine";

/** @returns whether the instance lets this key in */
export function login({ host, port, user, hostKey }: SshAddress, privateKey: string): Promise<boolean> {
  const [, blob = ""] = hostKey.split(" ");
  const expected = createHash("sha256").update(Buffer.from(blob, "base64")).digest("hex");
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on("ready", () => {
      client.end();
      resolve(true);
    });
    client.on("error", (error) => {
      // Only a key that is refused is an answer: an instance that can't be reached says nothing about its keys.
      if (error.level === "client-authentication") {
        resolve(false);
      } else {
        reject(error);
      }
    });
    client.connect({
      ...{ host, port, username: user, privateKey },
      hostHash: "sha256",
      hostVerifier: (seen: string) => seen === expected,
    });
  });
}
