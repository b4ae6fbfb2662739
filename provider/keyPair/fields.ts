/** The properties of a key pair, each declared once. */
import type { Fields } from "../resource/fields";
import { algorithms, ecdsaCurves, rsaSizes } from "../sshKey/shape";

export const keyPairFields: Fields = {
  keyPairName: { kind: "text", change: "replaces", output: true, stable: true },
  regionId: { kind: "text", change: "replaces", output: true, stable: true },
  publicKey: { kind: "text", change: "replaces", output: true, stable: true },
  keySource: { kind: ["ecs", "local"], change: "replaces" },
  algorithm: { kind: algorithms, change: "replaces" },
  rsaBits: { kind: rsaSizes, change: "replaces" },
  ecdsaCurve: { kind: ecdsaCurves, change: "replaces" },
  resourceGroupId: { kind: "text", change: "in place", output: true },
  tags: { kind: "texts", change: "in place", output: true },
  adopt: { kind: "flag", change: "kept" },
  detachOnDelete: { kind: "flag", change: "kept" },
  recoverOrphan: { kind: "text", change: "kept" },
  ownerTags: { kind: "flag", change: "kept" },
  fingerPrint: { kind: "text", output: true, stable: true },
  keyPairId: { kind: "text", output: true, stable: true },
  createTime: { kind: "text", output: true },
  privateKey: { kind: "text", output: true, secret: true, stable: true },
  publicKeyFingerprintSha256: { kind: "text", output: true, stable: true },
  accountId: { kind: "text", output: true, stable: true },
  attempt: { kind: "text", output: true, stable: true },
  owner: { kind: "text", output: true },
  adopted: { kind: "flag", output: true, stable: true },
};
