/** Keys generated on this machine, whose private half the cloud never sees. */
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { openSshForm, publicHalf } from "../sshKey/privateKey";
import type { PublicKey } from "../sshKey/publicKey";
import { ecdsaCurves, type KeyShape } from "../sshKey/shape";

const defaultRsaBits = 3072;
const generate = promisify(generateKeyPair);

/** A key with both halves in hand. */
export interface GeneratedKey {
  /** Secret. PKCS#8 for RSA and ECDSA, OpenSSH format for ED25519, which many SSH clients read only in that. */
  readonly privateKey: string;
  readonly publicKey: PublicKey;
}

/** Generates a key. */
export async function generateKey(wanted: KeyShape): Promise<GeneratedKey> {
  const pem = await privatePem(wanted);
  const publicKey = publicHalf(pem);
  if (publicKey === undefined) {
    throw new Error("the key generated on this machine can't be read back");
  }
  return { privateKey: wanted.algorithm === "ED25519" ? openSshForm(pem) : pem, publicKey };
}

async function privatePem({ algorithm = "RSA", rsaBits, ecdsaCurve }: KeyShape): Promise<string> {
  switch (algorithm) {
    case "ED25519":
      return pkcs8((await generate("ed25519")).privateKey);
    case "ECDSA":
      return pkcs8(
        (await generate("ec", { namedCurve: `P-${(ecdsaCurve ?? ecdsaCurves[0]).slice(1)}` })).privateKey,
      );
    case "RSA":
      return pkcs8((await generate("rsa", { modulusLength: rsaBits ?? defaultRsaBits })).privateKey);
  }
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
