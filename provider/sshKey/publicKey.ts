/** Public keys in OpenSSH format: parsed, compared and fingerprinted. */
import { parseKey, type Key } from "sshpk";

/** One public key. */
export interface PublicKey {
  /** OpenSSH format without a comment: the type, a space, base64. Equal keys have equal strings. */
  readonly openSsh: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
  readonly sha256: string;
  /** `rsa`, `dsa`, `ecdsa` or `ed25519`. */
  readonly type: string;
  /** The key's size in bits. */
  readonly bits: number;
}

/** Parses a line in OpenSSH format, with or without a comment; undefined where there is none, or it is not a key. */
export function parsePublicKey(text: string | undefined): PublicKey | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return publicKeyOf(parseKey(text.trim(), "ssh"));
  } catch {
    return undefined;
  }
}

/** What is wrong with a string given as a public key, or undefined. Never quotes it: it may be a private key. */
export function publicKeyProblem(text: string): string | undefined {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2 && parsePublicKey(text) !== undefined) {
    return undefined;
  }
  if (text.includes("PRIVATE KEY")) {
    return "is a private key. Use the public half, the line that ssh-keygen -y prints";
  }
  if (text.includes("-----BEGIN") || text.includes("---- BEGIN")) {
    return "is in PEM or RFC 4716 format. Use OpenSSH format, the line that ssh-keygen -i or -y prints";
  }
  if (lines.length > 1) {
    return lines.every((line) => parsePublicKey(line) !== undefined)
      ? `contains ${lines.length} keys. Set only one, and create another KeyPair for each of the others`
      : `must be one key on one line, but has ${lines.length} lines`;
  }
  const [type = "", base64] = text.trim().split(/\s+/);
  if (!/^(ssh-|ecdsa-sha2-|sk-)/.test(type)) {
    return "must be in OpenSSH format: ssh-rsa, ssh-dss or ecdsa-sha2-nistp…, a space, and the key in base64";
  }
  return base64 === undefined
    ? `has no key after ${type}`
    : `is not a valid key of type ${type}: it is truncated, or a character was changed`;
}

/** Converts a key of the SSH library. */
export function publicKeyOf(key: Key): PublicKey {
  const [type, base64] = key.toString("ssh").split(" ");
  return {
    openSsh: `${type} ${base64}`,
    sha256: key.fingerprint("sha256").toString(),
    type: key.type,
    bits: key.size,
  };
}
