/** Settings of the roles to assume: `assumeRole` with the base key, `assumeRoleWithOidc` instead of one. */
import type { JsonObject } from "../rpc/json";
import type { RoleRequest } from "../rpc/sts";
import { ConfigurationError, firstOf, stackObjects, type ConfigurationSource } from "./source";

/** A role to assume with an existing key. */
export interface AssumedRole extends RoleRequest {
  readonly externalId?: string;
}

/** A role to assume with an OIDC provider's token. */
export interface OidcRole extends RoleRequest {
  readonly oidcProviderArn: string;
  /** The token itself (secret), or the file that contains the current one. */
  readonly token: { readonly text: string } | { readonly file: string };
}

/** The default name of a session, as ActionTrail shows it. */
export const defaultSessionName = "pulumi-alicloud-keypair";

/**
 * Reads `assumeRole` of the stack configuration. Unset fields come from `ALICLOUD_ASSUME_ROLE_ARN`, `_SESSION_NAME` and
 * `_SESSION_EXPIRATION`.
 *
 * @throws {@link ConfigurationError} that names the field
 */
export function assumedRole(source: ConfigurationSource): AssumedRole | undefined {
  const key = "assumeRole";
  const fields = oneObject(source, key, '{"roleArn": "acs:ram::123456789012:role/deploy"}');
  const known = ["roleArn", "sessionName", "policy", "sessionExpiration", "externalId"];
  const read = fieldReader(source, key, fields ?? {}, known);
  const roleArn = read("roleArn", "ALICLOUD_ASSUME_ROLE_ARN");
  if (roleArn === undefined) {
    if (fields === undefined) {
      return undefined;
    }
    throw new ConfigurationError(`${key} has no roleArn. Set it there or in ALICLOUD_ASSUME_ROLE_ARN`);
  }
  const externalId = read("externalId");
  return {
    ...roleRequest(roleArn, {
      sessionName: read("sessionName", "ALICLOUD_ASSUME_ROLE_SESSION_NAME"),
      seconds: read("sessionExpiration", "ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"),
      policy: read("policy"),
      name: `${key}.sessionExpiration`,
    }),
    ...(externalId !== undefined && { externalId }),
  };
}

/**
 * Reads `assumeRoleWithOidc` of the stack configuration; unset fields may come from the environment.
 *
 * @throws {@link ConfigurationError} that names the field
 */
export function stackOidcRole(source: ConfigurationSource): OidcRole | undefined {
  const key = "assumeRoleWithOidc";
  const example =
    '{"oidcProviderArn": "acs:ram::123456789012:oidc-provider/ci", "roleArn": "acs:ram::123456789012:role/deploy", "oidcTokenFile": "token"}';
  const fields = oneObject(source, key, example);
  return fields === undefined ? undefined : oidcRole(source, key, fields);
}

/**
 * Reads an OIDC role from `ALIBABA_CLOUD_ROLE_ARN` and the variables like it.
 *
 * @throws {@link ConfigurationError} if it is incomplete
 */
export function environmentOidcRole(source: ConfigurationSource): OidcRole | undefined {
  const names = [variables.roleArn, variables.oidcProviderArn, variables.oidcTokenFile];
  return firstOf(source.environment, names) === undefined ? undefined : oidcRole(source, "OIDC", {});
}

const variables = {
  roleArn: "ALIBABA_CLOUD_ROLE_ARN",
  oidcProviderArn: "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
  oidcTokenFile: "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
  roleSessionName: "ALIBABA_CLOUD_ROLE_SESSION_NAME",
} as const;

function oidcRole(source: ConfigurationSource, key: string, fields: JsonObject): OidcRole {
  const known = ["oidcProviderArn", "oidcTokenFile", "oidcToken", "roleArn", "roleSessionName", "policy"];
  const read = fieldReader(source, key, fields, [...known, "sessionExpiration"]);
  const roleArn = read("roleArn", variables.roleArn);
  const oidcProviderArn = read("oidcProviderArn", variables.oidcProviderArn);
  const text = read("oidcToken");
  const file = read("oidcTokenFile", variables.oidcTokenFile);
  const token = text !== undefined ? { text } : file !== undefined ? { file } : undefined;
  if (roleArn === undefined || oidcProviderArn === undefined || token === undefined) {
    const all = [variables.roleArn, variables.oidcProviderArn, variables.oidcTokenFile].join(", ");
    throw new ConfigurationError(
      `${key} is incomplete: it needs a role, an OIDC provider and a token. Set roleArn, oidcProviderArn and oidcTokenFile ` +
        `or oidcToken in assumeRoleWithOidc, or set ${all}`,
    );
  }
  const request = roleRequest(roleArn, {
    sessionName: read("roleSessionName", variables.roleSessionName),
    seconds: read("sessionExpiration"),
    policy: read("policy"),
    name: `${key}.sessionExpiration`,
  });
  return { ...request, oidcProviderArn, token };
}

interface SessionTexts {
  readonly sessionName: string | undefined;
  readonly seconds: string | undefined;
  readonly policy: string | undefined;
  /** The name of the seconds in messages. */
  readonly name: string;
}

/** @throws {@link ConfigurationError} for seconds that STS does not accept */
export function roleRequest(
  roleArn: string,
  { sessionName, seconds, policy, name }: SessionTexts,
): RoleRequest {
  const durationSeconds = seconds === undefined ? undefined : Number(seconds);
  if (durationSeconds !== undefined && !(Number.isInteger(durationSeconds) && durationSeconds >= 900)) {
    throw new ConfigurationError(`${name} must be a whole number of seconds, 900 or more`);
  }
  return {
    roleArn,
    sessionName: sessionName ?? defaultSessionName,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(policy !== undefined && { policy }),
  };
}

function oneObject(source: ConfigurationSource, key: string, example: string): JsonObject | undefined {
  const [fields, ...more] = stackObjects(source, key, example);
  if (more.length > 0) {
    throw new ConfigurationError(`${key} takes one role, not ${more.length + 1}`);
  }
  return fields;
}

/** Reads an object's fields as strings, each with a fallback variable. */
function fieldReader(
  { environment }: ConfigurationSource,
  key: string,
  fields: JsonObject,
  known: readonly string[],
): (field: string, variable?: string) => string | undefined {
  // A typo must not lose a field that restricts a session.
  const extra = Object.keys(fields).find((field) => !known.includes(field));
  if (extra !== undefined) {
    throw new ConfigurationError(`${key} has no field ${extra}. Use only ${known.join(", ")}`);
  }
  return (field, variable) => {
    const value = fields[field] ?? "";
    if (typeof value !== "string" && typeof value !== "number") {
      throw new ConfigurationError(`${key}.${field} must be a string or a number`);
    }
    const fallback = variable === undefined ? undefined : firstOf(environment, [variable]);
    return value === "" ? fallback : String(value);
  };
}
