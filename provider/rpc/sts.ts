/** STS calls: the caller's account, and temporary credentials for a role. */
import { isJsonObject, text, type JsonObject } from "./json";
import type { AccessKey, Endpoint } from "./call";
import type { Call, Client } from "./client";
import { NoAnswer } from "./errors";
import { startOperation, type Operation } from "./operation";

/** How to reach STS. */
export interface Sts {
  readonly client: Client;
  readonly endpoint: Endpoint;
}

const version = "2015-04-01";

/** The account ID is good to know but not worth delaying a create for longer. */
const accountTimeoutMs = 10_000;

/**
 * The ID of the account that owns an access key; undefined if STS does not return it within ten seconds.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-getcalleridentity | GetCallerIdentity}
 */
export async function callerAccountId(
  { client, endpoint }: Sts,
  regionId: string,
  accessKey: Call["accessKey"] & object,
  operation: Operation,
): Promise<string | undefined> {
  const bounded = startOperation(Math.min(accountTimeoutMs, operation.remainingMs()), operation);
  const call: Call = { action: "GetCallerIdentity", version, endpoint, regionId, parameters: {}, accessKey };
  try {
    return await client.send(call, (body) => text(body["AccountId"]), "repeatable", bounded);
  } catch {
    // The account stays unknown: the caller can do without it.
    return undefined;
  }
}

/** A role and the settings of its sessions. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Session duration in seconds; if unset, STS decides. */
  readonly durationSeconds?: number;
  /** Restricts what a session may do. */
  readonly policy?: string;
}

/** A temporary access key. Secret. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Unix time in milliseconds. */
  readonly expiresAtMs: number;
}

/**
 * Assumes a role with an access key.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole | AssumeRole}
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export function assumeRole(
  sts: Sts,
  role: RoleRequest & { readonly externalId?: string },
  accessKey: AccessKey,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const externalId = role.externalId !== undefined && { ExternalId: role.externalId };
  const parameters = { ...roleParameters(role), ...externalId };
  return assume(
    sts,
    { action: "AssumeRole", accessKey: () => Promise.resolve(accessKey), parameters },
    operation,
  );
}

/**
 * Assumes a role with an OIDC provider's token. The call is unsigned: the token identifies the caller.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc | AssumeRoleWithOIDC}
 * @throws {@link Refusal}, {@link NoAnswer}, {@link Unreachable}
 */
export function assumeRoleWithOidc(
  sts: Sts,
  role: RoleRequest & { readonly oidcProviderArn: string },
  oidcToken: string,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const parameters = { ...roleParameters(role), OIDCProviderArn: role.oidcProviderArn };
  return assume(sts, { action: "AssumeRoleWithOIDC", parameters, form: { OIDCToken: oidcToken } }, operation);
}

function roleParameters(role: RoleRequest): Record<string, unknown> {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    ...(role.durationSeconds !== undefined && { DurationSeconds: role.durationSeconds }),
    ...(role.policy !== undefined && { Policy: role.policy }),
  };
}

function assume(
  { client, endpoint }: Sts,
  call: Pick<Call, "action" | "accessKey" | "parameters" | "form">,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const read = (body: JsonObject): TemporaryCredentials => temporaryCredentials(call.action, body);
  return client.send({ ...call, version, endpoint }, read, "repeatable", operation);
}

function temporaryCredentials(action: string, body: JsonObject): TemporaryCredentials {
  const given = isJsonObject(body["Credentials"]) ? body["Credentials"] : {};
  const accessKeyId = text(given["AccessKeyId"]);
  const accessKeySecret = text(given["AccessKeySecret"]);
  const securityToken = text(given["SecurityToken"]);
  const expiresAtMs = Date.parse(text(given["Expiration"]) ?? "");
  if (
    accessKeyId === undefined ||
    accessKeySecret === undefined ||
    securityToken === undefined ||
    Number.isNaN(expiresAtMs)
  ) {
    throw new NoAnswer(action, "STS", "returned no credentials");
  }
  return { accessKeyId, accessKeySecret, securityToken, expiresAtMs };
}
