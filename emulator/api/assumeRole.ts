// AssumeRole and AssumeRoleWithOIDC of STS: temporary credentials for a role.
import { randomBytes, randomInt } from "node:crypto";
import type { Cloud } from "../cloud/cloud";
import { noMachines } from "../machines/machines";
import type { AnonymousCall, ResponseFields, Call } from "./call";
import { missingCommonParameter } from "./gatewayErrors";
import { optional, required, type Parameters } from "./parameters";
import {
  durationOutOfRange,
  expiredOidcToken,
  invalidOidcToken,
  malformedPolicy,
  malformedStsParameter,
  unknownRole,
  untrustedOidcProvider,
} from "./stsErrors";

/** Assumes a role. The emulator knows neither roles nor their trust policies: any role of an account can be assumed. */
export function assumeRole(cloud: Cloud, { parameters }: Call): ResponseFields {
  const externalId = optional(parameters, "ExternalId");
  if (externalId !== undefined && !/^[\w=,.@:/-]{2,1224}$/u.test(externalId)) {
    throw malformedStsParameter("ExternalId");
  }
  return openSession(cloud, parameters);
}

/** Assumes a role with a token. It checks the token's times but not its signature: it knows no provider's key. */
export function assumeRoleWithOidc(cloud: Cloud, { parameters }: AnonymousCall): ResponseFields {
  const providerArn = required(parameters, "OIDCProviderArn", missingCommonParameter);
  const provider = /^acs:ram::(\d+):oidc-provider\/[\w.-]+$/u.exec(providerArn);
  if (provider === null) throw malformedStsParameter("OIDCProviderArn");
  // Its calls are not signed, and the emulator trusts any token: here they would let anybody run commands.
  if (cloud.machines !== noMachines) throw untrustedOidcProvider();
  const claims = claimsOf(required(parameters, "OIDCToken", missingCommonParameter));
  if (typeof claims.exp === "number" && claims.exp * 1000 <= cloud.nowMs()) throw expiredOidcToken();
  const { accountId } = roleOf(parameters);
  if (provider[1] !== accountId) throw untrustedOidcProvider();
  const { iss, sub, aud } = claims;
  return {
    ...openSession(cloud, parameters),
    OIDCTokenInfo: { Issuer: text(iss), Subject: text(sub), ClientIds: text(aud) },
  };
}

interface Claims {
  readonly exp?: unknown;
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
}

function claimsOf(token: string): Claims {
  const parts = token.split(".");
  if (parts.length !== 3) throw invalidOidcToken();
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    if (typeof claims === "object" && claims !== null) return claims;
  } catch (cause) {
    throw invalidOidcToken({ cause });
  }
  throw invalidOidcToken();
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function roleOf(parameters: Parameters): { accountId: string; roleName: string } {
  const arn = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/u.exec(
    required(parameters, "RoleArn", missingCommonParameter),
  );
  if (arn === null) throw malformedStsParameter("RoleArn");
  return { accountId: arn[1] ?? "", roleName: arn[2] ?? "" };
}

function openSession(cloud: Cloud, parameters: Parameters): ResponseFields {
  const { accountId, roleName } = roleOf(parameters);
  const sessionName = required(parameters, "RoleSessionName", missingCommonParameter);
  if (!/^[\w.@-]{2,64}$/u.test(sessionName)) throw malformedStsParameter("RoleSessionName");
  checkPolicy(optional(parameters, "Policy"));
  const seconds = durationOf(parameters);
  if (!cloud.accounts.configured().some((account) => account.accountId === accountId)) throw unknownRole();
  // STS returns the expiration to the second.
  const expiresAtMs = Math.floor(cloud.nowMs() / 1000 + seconds) * 1000;
  const credentials = {
    accessKeyId: `STS.${randomText(24)}`,
    accessKeySecret: randomText(44),
    securityToken: randomBytes(200).toString("base64"),
  };
  cloud.accounts.putSession({ ...credentials, accountId, session: { roleName, sessionName, expiresAtMs } });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      AccessKeySecret: credentials.accessKeySecret,
      SecurityToken: credentials.securityToken,
      Expiration: new Date(expiresAtMs).toISOString().replace(".000Z", "Z"),
    },
    AssumedRoleUser: {
      Arn: `acs:ram::${accountId}:role/${roleName}/${sessionName}`,
      AssumedRoleId: `3${accountId.slice(1)}:${sessionName}`,
    },
  };
}

function durationOf(parameters: Parameters): number {
  const given = optional(parameters, "DurationSeconds") ?? "3600";
  const seconds = /^\d{1,6}$/u.test(given) ? Number(given) : Number.NaN;
  if (!(seconds >= 900 && seconds <= 43_200)) throw durationOutOfRange();
  return seconds;
}

function checkPolicy(policy: string | undefined): void {
  if (policy === undefined) return;
  try {
    const value: unknown = JSON.parse(policy);
    if (typeof value === "object" && value !== null) return;
  } catch (cause) {
    throw malformedPolicy({ cause });
  }
  throw malformedPolicy();
}

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz123456789";

function randomText(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
