/** Public keys in OpenSSH's form: read, compared and fingerprinted. */
import { parseKey, type Key } from "sshpk";

/** One public key. */
export interface PublicKey {
  /** OpenSSH's form without a comment: the type, a space, base64. Equal keys have equal texts. */
  readonly openSsh: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
  readonly sha256: string;
  /** `rsa`, `dsa`, `ecdsa` or `ed25519`. */
  readonly type: string;
  /** The key's size. */
  readonly bits: number;
}

/** Reads a line of OpenSSH's form, with or without a comment; undefined where it is none, or there is no line. */
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

/** What is wrong with a text that is to be a public key, or undefined. Never quotes it: it may be a private key. */
export function publicKeyProblem(text: string): string | undefined {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2 && parsePublicKey(text) !== undefined) {
    return undefined;
  }
  if (text.includes("PRIVATE KEY")) {
    return "is a private key: give the public half, the one line that ssh-keygen -y prints";
  }
  if (text.includes("-----BEGIN") || text.includes("---- BEGIN")) {
    return "is in PEM or RFC 4716 form: give OpenSSH's, the one line that ssh-keygen -i or -y prints";
  }
  if (lines.length > 1) {
    return lines.every((line) => parsePublicKey(line) !== undefined)
      ? `holds ${lines.length} keys: give one, and each of the others a KeyPair of its own`
      : `must be one key on one line: it has ${lines.length} lines`;
  }
  const [type = "", base64] = text.trim().split(/\s+/);
  if (!/^(ssh-|ecdsa-sha2-|sk-)/.test(type)) {
    return "must be in OpenSSH's form: ssh-rsa, ssh-dss or ecdsa-sha2-nistp…, a space, and the key in base64";
  }
  return base64 === undefined
    ? `has no key after ${type}`
    : `can't be read as a key of type ${type}: it was cut, or a character of it was changed`;
}

/** Takes a key of the SSH library over. */
export function publicKeyOf(key: Key): PublicKey {
  const [type, base64] = key.toString("ssh").split(" ");
  return {
    openSsh: `${type} ${base64}`,
    sha256: key.fingerprint("sha256").toString(),
    type: key.type,
    bits: key.size,
  };
}
