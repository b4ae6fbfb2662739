/** The private key as ECS returns it, made usable for every SSH client without re-encoding it. */
import { createPrivateKey } from "node:crypto";
import { parsePrivateKey } from "sshpk";
import { publicKeyOf, type PublicKey } from "./publicKey";

/**
 * Adds PEM armor to a PrivateKeyBody that lacks it, and ends it with exactly one newline. The content stays as ECS created it,
 * PKCS#1 or PKCS#8. Text that is not a key is returned unchanged except for its end: better kept than lost.
 */
export function armoured(privateKeyBody: string): string {
  const text = privateKeyBody.replaceAll("\r\n", "\n").trim();
  if (text.includes("-----BEGIN")) {
    return `${text}\n`;
  }
  const base64 = text.replaceAll(/\s/g, "");
  const label = labelOf(Buffer.from(base64, "base64"));
  if (label === undefined) {
    return `${text}\n`;
  }
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The public half of a private key in PEM or OpenSSH format; undefined where the text is not a key. */
export function publicHalf(privateKey: string): PublicKey | undefined {
  try {
    return publicKeyOf(parsePrivateKey(privateKey, "pem").toPublic());
  } catch {
    // The error is dropped: it can quote what it could not parse.
    return undefined;
  }
}

/** The OpenSSH format of a private key in PKCS#8. */
export function openSshForm(pem: string): string {
  return `${parsePrivateKey(pem, "pkcs8").toString("ssh-private").trim()}\n`;
}

/** Tries PKCS#8 first: Node's parser for PKCS#1 accepts both, the one for PKCS#8 does not. */
function labelOf(der: Buffer): string | undefined {
  const labels = [
    ["pkcs8", "PRIVATE KEY"],
    ["pkcs1", "RSA PRIVATE KEY"],
  ] as const;
  return labels.find(([type]) => isKey(der, type))?.[1];
}

function isKey(der: Buffer, type: "pkcs1" | "pkcs8"): boolean {
  try {
    createPrivateKey({ key: der, format: "der", type });
    return true;
  } catch {
    return false;
  }
}
