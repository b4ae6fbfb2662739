/** The program's inputs, as they pass check and every later step uses them. */
import { readIds } from "../resource/instances";
import { hasUnknown, nonEmpty, unknown, type Properties } from "../resource/values";
import { parsePublicKey } from "../sshKey/publicKey";

/** A key in the file of one user. */
export interface UserKey {
  readonly user: string;
  /** In OpenSSH format, without a comment. */
  readonly publicKey: string;
}

/** The program's inputs, checked and fully known. */
export interface AuthorizedKeyInputs {
  readonly key: UserKey;
  /** Without repetitions, in the program's order. */
  readonly instanceIds: readonly string[];
  /** Unset: create uses the default at that time, which the resource keeps for life. */
  readonly regionId?: string;
  /** How long the script may run on an instance, in seconds. */
  readonly timeoutSeconds: number;
  readonly onUnfit: "fail" | "skip";
  readonly allowLastKey: boolean;
}

const defaultUser = "root";
const defaultTimeoutSeconds = 60;

/** Reads inputs from properties that have passed check, and outputs, which repeat them. */
export function readInputs(properties: Properties): AuthorizedKeyInputs {
  const regionId = nonEmpty(properties["regionId"]);
  const { timeoutSeconds } = properties;
  return {
    key: readKey(properties),
    instanceIds: readIds(properties["instanceIds"]),
    ...(regionId !== undefined && { regionId }),
    timeoutSeconds: typeof timeoutSeconds === "number" ? timeoutSeconds : defaultTimeoutSeconds,
    onUnfit: properties["onUnfit"] === "skip" ? "skip" : "fail",
    allowLastKey: properties["allowLastKey"] === true,
  };
}

/** Reads a key and its user; the key is empty where it is not one. */
export function readKey({ user, publicKey }: Properties): UserKey {
  return {
    user: nonEmpty(user) ?? defaultUser,
    publicKey: parsePublicKey(nonEmpty(publicKey))?.openSsh ?? "",
  };
}

/** Whether two keys are the same line. */
export function sameKey(one: UserKey, other: UserKey): boolean {
  return one.user === other.user && one.publicKey === other.publicKey;
}

/** A key, as one string. */
export function keyText({ user, publicKey }: UserKey): string {
  return `${user} ${publicKey}`;
}

/** The fingerprint of a key, as `ssh-keygen -l` prints it. */
export function fingerprintOf({ publicKey }: UserKey): string {
  return parsePublicKey(publicKey)?.sha256 ?? "";
}

/** Whether the key, the user or one of the ids is not known yet. */
export function isUnknown({ publicKey, user, instanceIds }: Properties): boolean {
  return publicKey === unknown || user === unknown || hasUnknown(instanceIds);
}
