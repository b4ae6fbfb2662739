/** The private key as ECS answers it, made fit for every SSH client without re-encoding it. */
import { createPrivateKey } from "node:crypto";
import { parsePrivateKey } from "sshpk";
import { publicKeyOf, type PublicKey } from "./publicKey";

/**
 * Gives a PrivateKeyBody its PEM armour if it came without, and exactly one final newline. What is inside stays as ECS
 * made it, PKCS#1 or PKCS#8. A text that is no key at all comes back unchanged but for its end: better kept than lost.
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

/** The public half of a private key in PEM or OpenSSH's form, or undefined where the text is none. */
export function publicHalf(privateKey: string): PublicKey | undefined {
  try {
    return publicKeyOf(parsePrivateKey(privateKey, "pem").toPublic());
  } catch {
    // The error is dropped: it can quote what it could not read.
    return undefined;
  }
}

/** PKCS#8 is tried first: Node's parser for PKCS#1 takes both, the one for PKCS#8 does not. */
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
