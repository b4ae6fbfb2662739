/** The types and sizes of keys that can be generated on this machine. */
import type { PublicKey } from "./publicKey";

/** The values of `algorithm`; the first is the default. */
export const algorithms = ["RSA", "ECDSA", "ED25519"] as const;

/** The values of `rsaBits`. */
export const rsaSizes = [2048, 3072, 4096] as const;

/** The values of `ecdsaCurve`; the first is the default. */
export const ecdsaCurves = ["P256", "P384", "P521"] as const;

/** The shape of a key. Unset fields take their defaults when the key is generated. */
export interface KeyShape {
  readonly algorithm?: (typeof algorithms)[number];
  readonly rsaBits?: number;
  readonly ecdsaCurve?: (typeof ecdsaCurves)[number];
}

/** The shape of a key that was generated here, read from the key itself: it is recorded nowhere else. */
export function shapeOf({ type, bits }: PublicKey): KeyShape {
  switch (type) {
    case "ecdsa": {
      const ecdsaCurve = ecdsaCurves.find((curve) => curve === `P${bits}`);
      return { algorithm: "ECDSA", ...(ecdsaCurve !== undefined && { ecdsaCurve }) };
    }
    case "ed25519":
      return { algorithm: "ED25519" };
    default:
      return { algorithm: "RSA", rsaBits: bits };
  }
}
