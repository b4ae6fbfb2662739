/** The search for secrets in whatever was printed or written. */
import { parsePrivateKey } from "sshpk";

const pieceLength = 20;

/**
 * The texts that would give a secret away, in part too: of a private key 20 characters at a time out of each line, without
 * those that its public half holds as well; of anything else 20 characters at a time.
 */
export function piecesOf(secret: string): string[] {
  const isKey = secret.includes("-----BEGIN");
  const lines = isKey ? secret.split("\n").filter((line) => !line.includes("-----")) : [secret];
  const pieces = lines.flatMap((line) => line.match(/.{20}/g) ?? (isKey || line === "" ? [] : [line]));
  const openSsh = isKey ? publicHalf(secret) : "";
  const secretPieces = pieces.filter((piece) => !openSsh.includes(piece));
  return [...new Set(secretPieces.flatMap((piece) => [piece, encodeURIComponent(piece)]))];
}

/** The pieces of secrets that a text holds: an empty list is what a test wants to see. */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap(piecesOf).filter((piece) => text.includes(piece));
}

/** A run of characters that only a key, a token or a signature has; a name, an id or a path is shorter or has other signs. */
export const keyLike = new RegExp(`[A-Za-z0-9+/=%]{${2 * pieceLength},}`);

function publicHalf(privateKey: string): string {
  try {
    return parsePrivateKey(privateKey, "pem").toPublic().toString("ssh");
  } catch {
    return "";
  }
}
