/** STS's calls that give temporary credentials for a role. */
import { temporaryCredentials, type TemporaryCredentials } from "./answers";
import type { Operation } from "./operation";
import { answerTimeoutMs, sendSafely } from "./retry";
import { callRpc, type AccessKey, type Endpoint, type RpcCall } from "./rpc";
import type { Transport } from "./transport";

/** How to reach STS. */
export interface Sts {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  /** Time to wait for one answer, in milliseconds. */
  readonly readTimeoutMs: number;
}

/** The version of STS's API. */
export const stsVersion = "2015-04-01";

/** A role, and what its sessions are to be. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** How long a session lasts, in seconds; left out, STS decides. */
  readonly durationSeconds?: number;
  /** Narrows what a session may do. */
  readonly policy?: string;
}

/**
 * Takes a role on with an access key.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole | AssumeRole}
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export function assumeRole(
  sts: Sts,
  role: RoleRequest & { readonly externalId?: string },
  accessKey: AccessKey,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const externalId = role.externalId !== undefined && { ExternalId: role.externalId };
  const parameters = { ...roleParameters(role), ...externalId };
  return ask(sts, { action: "AssumeRole", accessKey, parameters }, operation);
}

/**
 * Takes a role on with a token of an OIDC provider. Sent without a signature: the token says who calls.
 *
 * @see {@link https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc | AssumeRoleWithOIDC}
 * @throws {@link EcsRefusal}, {@link EcsNoAnswer}, {@link EcsUnreachable}
 */
export function assumeRoleWithOidc(
  sts: Sts,
  role: RoleRequest & { readonly oidcProviderArn: string },
  oidcToken: string,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const parameters = { ...roleParameters(role), OIDCProviderArn: role.oidcProviderArn };
  return ask(sts, { action: "AssumeRoleWithOIDC", parameters, form: { OIDCToken: oidcToken } }, operation);
}

function roleParameters(role: RoleRequest): Record<string, unknown> {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    ...(role.durationSeconds !== undefined && { DurationSeconds: role.durationSeconds }),
    ...(role.policy !== undefined && { Policy: role.policy }),
  };
}

function ask(
  { endpoint, transport, readTimeoutMs }: Sts,
  call: Pick<RpcCall, "action" | "accessKey" | "parameters" | "form">,
  operation: Operation,
): Promise<TemporaryCredentials> {
  const attempt = async (): Promise<TemporaryCredentials> => {
    const timeoutMs = answerTimeoutMs(readTimeoutMs, operation);
    const body = await callRpc({ ...call, version: stsVersion, endpoint, transport, timeoutMs });
    return temporaryCredentials(call.action, body);
  };
  return sendSafely(attempt, "repeatable", operation);
}
