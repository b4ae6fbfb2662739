// Generates keys, and derives what the cloud reports about a key.
import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import * as sshpk from "sshpk";
import { malformedPublicKey } from "../api/errors";
import type { Readings } from "../readings";

const generate = promisify(generateKeyPair);

/** A key that CreateKeyPair returns. */
interface KeyMaterial {
  readonly privateKey: KeyObject;
  /** OpenSSH format. */
  readonly publicKey: string;
}

/** Hands out a key. */
export type KeySource = () => Promise<KeyMaterial>;

/** Keys generated in advance, by the size of their pool. */
const pools = new Map<number, Promise<KeyMaterial>[]>();

/**
 * Opens the source of new keys.
 *
 * @param poolSize - how many keys to generate in advance and hand out in turn, over and over, starting with the first for each
 * emulator; 0 generates a new key each time
 */
export function openKeySource(poolSize: number): KeySource {
  if (poolSize === 0) return newKey;
  const pool = pools.get(poolSize) ?? Array.from({ length: poolSize }, newKey);
  // Generating a key takes longer than anything else that a test asks of an emulator.
  pools.set(poolSize, pool);
  let handedOut = 0;
  return () => pool[handedOut++ % poolSize] ?? newKey();
}

async function newKey(): Promise<KeyMaterial> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const openssh = sshpk.parseKey(pem, "pem").toString("ssh");
  return { privateKey, publicKey: openssh.split(" ").slice(0, 2).join(" ") };
}

/**
 * Checks that a public key is of a kind that can be imported.
 *
 * @returns the key as it is stored: one line in OpenSSH format
 * @throws {@link ApiError} InvalidPublicKeyBody.Malformed
 */
export function checkPublicKey(publicKeyBody: string, readings: Readings): string {
  const line = publicKeyBody.trim();
  const { type } = parsePublicKey(line);
  const accepted =
    type === "rsa" ||
    type === "dsa" ||
    type === "ecdsa" ||
    (type === "ed25519" && readings.ed25519Import === "accepted");
  if (!accepted) throw malformedPublicKey();
  return line;
}

/** @returns the fingerprint of a public key in OpenSSH format. */
export function fingerPrintOf(publicKey: string, form: Readings["fingerprintForm"]): string {
  const wireForm = parsePublicKey(publicKey).toBuffer("rfc4253");
  const digest = (algorithm: string): string => createHash(algorithm).update(wireForm).digest("hex");
  switch (form) {
    case "md5":
      return digest("md5");
    case "md5-colons":
      return withColons(digest("md5"));
    case "sha1-colons":
      return withColons(digest("sha1"));
  }
}

/** @returns a private key as CreateKeyPair returns it. */
export function privateKeyBody(privateKey: KeyObject, readings: Readings): string {
  const pem = privateKey.export({ type: readings.privateKeyForm, format: "pem" }).toString();
  return readings.privateKeyArmor === "pem" ? pem : pem.replace(/^-----.*$/gmu, "").trim();
}

function parsePublicKey(line: string): sshpk.Key {
  // One line only: further lines would be more keys, or a format other than OpenSSH's.
  if (/[\r\n]/u.test(line)) throw malformedPublicKey();
  try {
    return sshpk.parseKey(line, "ssh");
  } catch (cause) {
    throw malformedPublicKey({ cause });
  }
}

const withColons = (hex: string): string => hex.replace(/..(?=.)/gu, "$&:");
