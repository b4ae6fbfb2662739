/** The kinds and sizes of keys that can be made on this machine. */

/** What `algorithm` may be; the first is the default. */
export const algorithms = ["RSA", "ECDSA", "ED25519"] as const;

/** What `rsaBits` may be. */
export const rsaSizes = [2048, 3072, 4096] as const;

/** What `ecdsaCurve` may be; the first is the default. */
export const ecdsaCurves = ["P256", "P384", "P521"] as const;

/** The shape of a key. What is absent takes its default when the key is made. */
export interface KeyShape {
  readonly algorithm?: (typeof algorithms)[number];
  readonly rsaBits?: number;
  readonly ecdsaCurve?: (typeof ecdsaCurves)[number];
}
