/** What the contract's calls work on: one run's names, tag and keys, and what only a prepared emulator has. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import * as sshpk from "sshpk";

/** The key of the tag that every key pair of a run carries; its value is the run's id. */
export const runTagKey = "pulumi-alicloud-keypair:conformance";

/** An instance that no account has. */
export const absentInstance = "i-bp1conformance0none0";

/** One run's own. */
export interface Ground {
  readonly regionId: string;
  readonly runId: string;
  /** How the names of all key pairs of the run begin. */
  readonly prefix: string;
  /** The instance that calls may change; in their place {@link absentInstance} if there is none. */
  readonly instanceId: string;
  /** Public keys in OpenSSH format. */
  readonly rsaKey: string;
  readonly ed25519Key: string;
}

/** Lays the ground of a run. */
export function openGround(regionId: string, runId: string, instanceId = absentInstance): Ground {
  return {
    regionId,
    runId,
    prefix: prefixOf(runId),
    instanceId,
    rsaKey: opensshKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey),
    ed25519Key: opensshKey(generateKeyPairSync("ed25519").publicKey),
  };
}

/** How the names of a run's key pairs begin. */
export function prefixOf(runId: string): string {
  return `conformance-${runId}-`;
}

/** @returns the parameters that create a key pair of the run, with its tag. */
export function newPair({ regionId, runId, prefix }: Ground, label: string): Record<string, string> {
  return {
    RegionId: regionId,
    KeyPairName: `${prefix}${label}`,
    "Tag.1.Key": runTagKey,
    "Tag.1.Value": runId,
  };
}

/** @returns the parameters that import a key pair of the run. */
export function importedPair(ground: Ground, label: string): Record<string, string> {
  return { ...newPair(ground, label), PublicKeyBody: ground.rsaKey };
}

/** The label of the key pair that exists while the calls are made. */
export const takenLabel = "taken";

/** What a prepared emulator has for the calls that need certain states, and a region whose quota is used up. */
export const prepared = {
  fullRegion: "cn-beijing",
  otherRegion: "eu-central-1",
  taggedPair: "tagged",
  boundPair: "bound",
  linux: "i-linux",
  stopped: "i-stopped",
  pending: "i-pending",
  windows: "i-windows",
  notIoOptimized: "i-slow",
} as const;

/** An account whose access key is disabled. */
export const inactiveAccount = { accessKeyId: "inactive", accessKeySecret: "inactive-secret", active: false };

/** An account that is valid only with its token. */
export const temporaryAccount = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "temporary-secret",
  securityToken: "token/with+signs==",
};

function opensshKey(publicKey: KeyObject): string {
  const pem = publicKey.export({ type: "spki", format: "pem" });
  return sshpk.parseKey(pem, "pem").toString("ssh").split(" ").slice(0, 2).join(" ");
}
