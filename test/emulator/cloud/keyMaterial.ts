// Where new keys come from: really generated RSA-2048, at once or from a pool made beforehand.
import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import * as sshpk from "sshpk";

const generate = promisify(generateKeyPair);

/** A key that CreateKeyPair hands out. */
export interface KeyMaterial {
  readonly privateKey: KeyObject;
  /** OpenSSH form. */
  readonly publicKey: string;
  /** Lower-case hexadecimal MD5 of the key in its SSH wire form, without colons. */
  readonly fingerPrint: string;
}

/** Hands out a key. */
export type KeySource = () => Promise<KeyMaterial>;

/**
 * Opens the source of new keys.
 *
 * @param poolSize - how many keys are made beforehand and then handed out in turn, again and again; 0 makes every
 * key anew
 */
export function openKeySource(poolSize: number): KeySource {
  if (poolSize === 0) return makeKey;
  const pool = Array.from({ length: poolSize }, makeKey);
  let handedOut = 0;
  return () => pool[handedOut++ % poolSize] ?? makeKey();
}

async function makeKey(): Promise<KeyMaterial> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
  const key = sshpk.parseKey(publicKey.export({ type: "spki", format: "pem" }), "pem");
  return { privateKey, publicKey: opensshForm(key), fingerPrint: fingerPrintOf(key) };
}

/** @returns a key as one line in OpenSSH form, without a comment. */
export function opensshForm(key: sshpk.Key): string {
  return key.toString("ssh").split(" ").slice(0, 2).join(" ");
}

/** @returns the MD5 of a key in its SSH wire form, as 32 hexadecimal digits. */
export function fingerPrintOf(key: sshpk.Key): string {
  return createHash("md5").update(key.toBuffer("rfc4253")).digest("hex");
}

/** @returns a private key in PEM form. */
export function privateKeyBody(privateKey: KeyObject): string {
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
