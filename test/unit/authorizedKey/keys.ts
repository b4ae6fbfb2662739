/** Public keys of every kind that tests put into files. */
import { generateKeyPairSync } from "node:crypto";
import { publicHalf } from "../../../provider/sshKey/privateKey";
import { parsePublicKey } from "../../../provider/sshKey/publicKey";

function openSsh(privateKey: string): string {
  const half = publicHalf(privateKey);
  if (half === undefined) {
    throw new Error("the generated key cannot be parsed");
  }
  return half.openSsh;
}

const privateKeyEncoding = { type: "pkcs8", format: "pem" } as const;
const publicKeyEncoding = { type: "spki", format: "pem" } as const;

function ed25519(): string {
  return openSsh(generateKeyPairSync("ed25519", { privateKeyEncoding, publicKeyEncoding }).privateKey);
}

function ecdsa(namedCurve: string): string {
  return openSsh(generateKeyPairSync("ec", { namedCurve, privateKeyEncoding, publicKeyEncoding }).privateKey);
}

function rsa(modulusLength: number): string {
  return openSsh(
    generateKeyPairSync("rsa", { modulusLength, privateKeyEncoding, publicKeyEncoding }).privateKey,
  );
}

/** The key that tasks are about. */
export const ours = ed25519();

/** Keys of other people. */
export const alice = ed25519();
export const bob = rsa(2048);
export const carol = ecdsa("P-256");
export const dave = ecdsa("P-521");

/** The fingerprint that sshpk computes. */
export function fingerprint(publicKey: string): string {
  return parsePublicKey(publicKey)?.sha256 ?? "not a key";
}
