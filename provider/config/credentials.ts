/** The credentials to sign with, looked for in a fixed order and read at call time, so that state holds none. */
import { EcsNoAnswer, EcsRefusal, EcsUnreachable } from "../ecs/errors";
import type { Sts } from "../ecs/sts";
import { ConfigurationError, CredentialsError } from "./errors";
import { instanceRoleKey, uriKey } from "./machine";
import { askedFile, cliProfile, profileFile, profileName, profilesDisabled } from "./profile";
import { profileKey } from "./profileKey";
import { assumedRole, environmentOidcRole, stackOidcRole } from "./role";
import { assumedKey, oidcKey } from "./roleKeys";
import type { KeySource } from "./session";
import { firstOf, stackValue, type ConfigurationSource } from "./source";

/** One place that may hold credentials. */
interface CredentialsSource {
  /** As a message names it. */
  readonly name: string;
  /** Undefined where this source holds nothing. */
  find(source: ConfigurationSource, sts: Sts): KeySource | undefined;
}

const sources: readonly CredentialsSource[] = [
  {
    name: "stack configuration (accessKey and secretKey)",
    find: (source) =>
      fixed(
        stackValue(source, "accessKey"),
        stackValue(source, "secretKey"),
        stackValue(source, "securityToken"),
      ),
  },
  {
    name: "stack configuration (assumeRoleWithOidc)",
    find: (source, sts) => {
      const role = stackOidcRole(source);
      return role && oidcKey(sts, role);
    },
  },
  {
    name: "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY",
    find: ({ environment }) =>
      fixed(
        firstOf(environment, ["ALICLOUD_ACCESS_KEY"]),
        firstOf(environment, ["ALICLOUD_SECRET_KEY"]),
        firstOf(environment, ["ALICLOUD_SECURITY_TOKEN"]),
      ),
  },
  {
    name: "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    find: ({ environment }) =>
      fixed(
        firstOf(environment, ["ALIBABA_CLOUD_ACCESS_KEY_ID"]),
        firstOf(environment, ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]),
        firstOf(environment, ["ALIBABA_CLOUD_SECURITY_TOKEN"]),
      ),
  },
  {
    name: "OIDC (ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE)",
    find: (source, sts) => {
      const role = environmentOidcRole(source);
      return role && oidcKey(sts, role);
    },
  },
  { name: "the aliyun CLI's profile file", find: profile },
  { name: "the ECS instance's role (ecsRoleName or ALICLOUD_ECS_ROLE_NAME)", find: instanceRole },
  { name: "credentialsUri or ALIBABA_CLOUD_CREDENTIALS_URI", find: uri },
];

/**
 * Finds the first source that holds credentials, and takes on the role of `assumeRole` with them where one is set. A
 * source that is half set, such as an access key without its secret, is an error rather than passed over: the next
 * one might be another account's.
 *
 * @returns a function that gives the access key of the moment, renewing it where the source can
 * @throws {@link CredentialsError} that names every source, when none holds any, or the one that is half set
 */
export function findCredentials(source: ConfigurationSource, sts: Sts): KeySource {
  const base = baseKey(source, sts);
  const role = assumedRole(source);
  if (role === undefined) {
    return base;
  }
  return explained(`the role ${role.roleArn} of assumeRole`, assumedKey(sts, role, base));
}

function baseKey(source: ConfigurationSource, sts: Sts): KeySource {
  for (const candidate of sources) {
    try {
      const found = candidate.find(source, sts);
      if (found !== undefined) {
        return explained(candidate.name, found);
      }
    } catch (error) {
      throw unusable(candidate.name, error);
    }
  }
  throw new CredentialsError(
    `no credentials for Alibaba Cloud. Tried, in this order: ${sources.map(({ name }) => name).join("; ")}.`,
  );
}

function explained(name: string, key: KeySource): KeySource {
  return async (operation) => {
    try {
      return await key(operation);
    } catch (error) {
      throw unusable(name, error);
    }
  };
}

function unusable(name: string, error: unknown): CredentialsError {
  const why = reason(error);
  return new CredentialsError(
    `credentials could not be had from ${name}${why === undefined ? "" : `: ${why}`}`,
  );
}

/** Only messages of our own are passed on: those of others can quote a token or a file. */
function reason(error: unknown): string | undefined {
  if (error instanceof EcsRefusal) {
    // The advice in the message is about key pairs.
    const [said = ""] = error.message.split("\n", 1);
    return `${said}${stsAdvice.get(error.code) ?? ""}`;
  }
  const own = [CredentialsError, ConfigurationError, EcsNoAnswer, EcsUnreachable];
  return own.some((kind) => error instanceof kind) && error instanceof Error ? error.message : undefined;
}

const notAllowed =
  "\nThe caller needs sts:AssumeRole on this role, and the role's trust policy must name the caller";

const stsAdvice = new Map<string, string>([
  ["NoPermission", notAllowed],
  ["Forbidden.RAM", notAllowed],
  ["EntityNotExist.Role", "\nCheck the role's ARN: its account and its name"],
  ["AuthenticationFail.NoPermission", "\nThe role's trust policy must name the OIDC provider"],
  ["AuthenticationFail.OIDCToken.Expired", "\nGet a new OIDC token"],
]);

function fixed(
  accessKeyId: string | undefined,
  accessKeySecret: string | undefined,
  securityToken: string | undefined,
): KeySource | undefined {
  if (accessKeyId === undefined && accessKeySecret === undefined) {
    if (securityToken !== undefined) {
      throw new CredentialsError("there is a security token, but no access key");
    }
    return undefined;
  }
  if (accessKeyId === undefined || accessKeySecret === undefined) {
    const missing = accessKeyId === undefined ? "the access key" : "the access key's secret";
    throw new CredentialsError(`${missing} is missing`);
  }
  const accessKey = { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
  return () => Promise.resolve(accessKey);
}

function profile(source: ConfigurationSource, sts: Sts): KeySource | undefined {
  const found = cliProfile(source);
  if (found !== undefined) {
    return profileKey(source, sts, found);
  }
  const wanted = profileName(source);
  if ((wanted === undefined && askedFile(source) === undefined) || profilesDisabled(source)) {
    return undefined;
  }
  throw new CredentialsError(`there is no profile ${wanted ?? "in use"} in ${profileFile(source)}`);
}

/** Asked only where it is named: without an ECS instance around it, a metadata address that never answers costs time. */
function instanceRole(source: ConfigurationSource, { transport }: Sts): KeySource | undefined {
  const roleName =
    stackValue(source, "ecsRoleName") ??
    firstOf(source.environment, ["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"]);
  return roleName === undefined ? undefined : instanceRoleKey(transport, roleName);
}

function uri(source: ConfigurationSource, { transport }: Sts): KeySource | undefined {
  const address =
    stackValue(source, "credentialsUri") ?? firstOf(source.environment, ["ALIBABA_CLOUD_CREDENTIALS_URI"]);
  return address === undefined ? undefined : uriKey(transport, address);
}
