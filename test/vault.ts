/** HashiCorp Vault's transit engine, as much of it as Pulumi asks for: it keeps the key of the stacks of the tests. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A vault that listens on the loopback. */
export interface Vault {
  readonly url: string;
  close(): void;
}

/** The secrets provider for `pulumi stack init`. A passphrase would cost every command a quarter of a second of CPU time. */
export const secretsProvider = "hashivault://stacks";

interface TransitRequest {
  /** In base64. */
  readonly plaintext?: string;
  readonly ciphertext?: string;
}

/** Starts a vault with a key of its own. */
export async function startVault(): Promise<Vault> {
  const key = randomBytes(32);
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      response.end(JSON.stringify({ data: answer(key, body as TransitRequest) }));
    });
  });
  return { url: await listen(server), close: () => server.close() };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(key: Buffer, { plaintext, ciphertext }: TransitRequest): TransitRequest {
  return plaintext === undefined
    ? { plaintext: decrypted(key, ciphertext ?? "") }
    : { ciphertext: encrypted(key, plaintext) };
}

const prefix = "vault:v1:";
const nonceLength = 12;
const tagLength = 16;

function encrypted(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = [nonce, cipher.update(plaintext, "base64"), cipher.final(), cipher.getAuthTag()];
  return prefix + Buffer.concat(sealed).toString("base64");
}

function decrypted(key: Buffer, ciphertext: string): string {
  const sealed = Buffer.from(ciphertext.slice(prefix.length), "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceLength));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const opened = [decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()];
  return Buffer.concat(opened).toString("base64");
}
