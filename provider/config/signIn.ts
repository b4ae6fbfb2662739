/** What the CLI's two browser sign-ins share: the session that a profile caches, and what a sign-in service's reply means. */
import { text } from "../rpc/json";
import type { Endpoint } from "../rpc/call";
import { NoAnswer } from "../rpc/errors";
import type { Reply } from "../rpc/post";
import { defaultProfileFile, type CliProfile } from "./profile";
import { marginMs, type ExpiringKey } from "./session";
import { CredentialsError } from "./source";

/** The session that the CLI has cached in a profile; undefined if it has none, or one that soon expires. */
export function cachedSession(profile: CliProfile): ExpiringKey | undefined {
  const accessKeyId = profile.field("access_key_id");
  const accessKeySecret = profile.field("access_key_secret");
  const securityToken = profile.field("sts_token");
  const expiresAtMs = unixTimeMs(profile, "sts_expiration");
  const isComplete =
    accessKeyId !== undefined && accessKeySecret !== undefined && securityToken !== undefined;
  return isComplete && expiresAtMs - marginMs > Date.now()
    ? { accessKeyId, accessKeySecret, securityToken, expiresAtMs }
    : undefined;
}

/** A time that the CLI writes in seconds, in milliseconds; 0 if it is unset. */
export function unixTimeMs(profile: CliProfile, name: string): number {
  return (Number(profile.field(name)) || 0) * 1000;
}

/** A sign-in service's session, before its fields are checked. */
interface GivenSession {
  readonly accessKeyId: unknown;
  readonly accessKeySecret: unknown;
  readonly securityToken: unknown;
  readonly expiration: unknown;
}

/** @throws {@link NoAnswer} if a field is missing */
export function checkedSession(action: string, { host }: Endpoint, given: GivenSession): ExpiringKey {
  const accessKeyId = text(given.accessKeyId);
  const accessKeySecret = text(given.accessKeySecret);
  const securityToken = text(given.securityToken);
  const expiresAtMs = Date.parse(text(given.expiration) ?? "");
  if (
    accessKeyId === undefined ||
    accessKeySecret === undefined ||
    securityToken === undefined ||
    Number.isNaN(expiresAtMs)
  ) {
    throw new NoAnswer(action, host, "returned no credentials");
  }
  return { accessKeyId, accessKeySecret, securityToken, expiresAtMs };
}

/** The error for a sign-in that has ended. */
export function signInExpired(profile: CliProfile): CredentialsError {
  return new CredentialsError(
    `the ${profile.mode} sign-in of profile ${profile.name} has expired. ${logInAgain(profile)}`,
  );
}

/** The error for a sign-in that the service refuses. Its own message is dropped: it can quote a token. */
export function signInRefused(profile: CliProfile, { httpStatus, body }: Reply): CredentialsError {
  const code = word(body["ErrorCode"] ?? body["error"]);
  const requestId = word(body["RequestId"] ?? body["requestId"]);
  const http = `HTTP ${httpStatus}${requestId === undefined ? "" : `, RequestId ${requestId}`}`;
  return new CredentialsError(
    `the ${profile.mode} sign-in of profile ${profile.name} was refused: ` +
      `${code === undefined ? http : `${code} (${http})`}. ${logInAgain(profile)}`,
  );
}

/** Only a single word that is too short for a token may pass. */
function word(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,36}$/.test(value) ? value : undefined;
}

/** The sentence that names the CLI's command for it. */
export function logInAgain({ mode, name, file }: CliProfile): string {
  const path = file === defaultProfileFile() ? "" : ` --config-path ${quoted(file)}`;
  return `Log in again with aliyun configure --mode ${mode} --profile ${quoted(name)}${path}`;
}

function quoted(argument: string): string {
  return /^[\w./@:-]+$/.test(argument) ? argument : `'${argument}'`;
}
