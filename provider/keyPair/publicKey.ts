/** Public keys in OpenSSH's form: read, compared and fingerprinted. */
import type { KeyObject } from "node:crypto";
import { parseKey, type Key } from "sshpk";

/** One public key. */
export interface PublicKey {
  /** OpenSSH's form without a comment: the type, a space, base64. Equal keys have equal texts. */
  readonly openSsh: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
  readonly sha256: string;
}

/** Reads a line of OpenSSH's form, with or without a comment; undefined where it is none. */
export function parsePublicKey(text: string): PublicKey | undefined {
  try {
    return publicKey(parseKey(text.trim(), "ssh"));
  } catch {
    return undefined;
  }
}

/** @throws Error when the key is of a kind that SSH does not know */
export function publicKeyFromSpki(key: KeyObject): PublicKey {
  return publicKey(parseKey(key.export({ type: "spki", format: "pem" }).toString(), "pem"));
}

function publicKey(key: Key): PublicKey {
  const [type, base64] = key.toString("ssh").split(" ");
  return { openSsh: `${type} ${base64}`, sha256: key.fingerprint("sha256").toString() };
}
