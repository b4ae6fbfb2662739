/** The credentials to sign with, searched in a fixed order and read at call time, so that state contains none. */
import { NoAnswer, Refusal, Unreachable } from "../rpc/errors";
import type { Sts } from "../rpc/sts";
import {
  ConfigurationError,
  CredentialsError,
  firstOf,
  stackValue,
  type ConfigurationSource,
  type Namespace,
} from "./source";
import { instanceRoleKey, uriKey } from "./machine";
import { environmentPlaces, givenKey, namespacePlace, type KeyPlace } from "./givenKey";
import { findProfile, isProfileConfigured } from "./profile";
import { profileKey } from "./profileKey";
import { assumedRole, environmentOidcRole, stackOidcRole } from "./role";
import { assumedKey, oidcKey, type KeySource } from "./session";

/** One possible source of credentials. */
interface CredentialsSource {
  /** The name used in messages. */
  readonly name: string;
  /** Undefined if this source is unset; a string says why a source that nobody configured can't be used. */
  readonly find: (source: ConfigurationSource, sts: Sts) => KeySource | string | undefined;
}

/** The sources in order. Each namespace of the stack configuration is a separate source. */
function sourcesOf(source: ConfigurationSource): CredentialsSource[] {
  const namespaces = source.stack.map((namespace) => ({ namespace, place: namespacePlace(namespace) }));
  const variables = environmentPlaces(source);
  const places = [...namespaces.map(({ place }) => place), ...variables];
  return [
    ...namespaces.flatMap(({ namespace, place }) => [accessKeySource(place, places), stackOidc(namespace)]),
    ...variables.map((place) => accessKeySource(place, places)),
    ...furtherSources,
  ];
}

function accessKeySource(place: KeyPlace, places: readonly KeyPlace[]): CredentialsSource {
  return {
    name: `${place.accessKey.name} and ${place.secretKey.name}`,
    find: () => {
      const others = places.filter((other) => other !== place);
      const key = givenKey(place, others);
      return key && (() => Promise.resolve(key));
    },
  };
}

function stackOidc(namespace: Namespace): CredentialsSource {
  return {
    name: namespace.nameOf("assumeRoleWithOidc"),
    find: ({ environment }, sts) => {
      const role = stackOidcRole({ environment, stack: [namespace] });
      return role && oidcKey(sts, role);
    },
  };
}

const furtherSources: readonly CredentialsSource[] = [
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
 * Finds the first source with credentials, and assumes the role of `assumeRole` with them if one is set. An incomplete
 * source, such as an access key without its secret, is an error and not skipped: the next one might belong to another
 * account.
 *
 * @returns a function that returns the current access key, renewed if the source supports it
 * @throws {@link CredentialsError} that names every source if none has credentials, or else the incomplete one
 */
export function findCredentials(source: ConfigurationSource, sts: Sts): KeySource {
  const base = baseKey(source, sts);
  const role = assumedRole(source);
  if (role === undefined) {
    return base;
  }
  return explained(`the role ${role.roleArn} (assumeRole)`, assumedKey(sts, role, base));
}

function baseKey(source: ConfigurationSource, sts: Sts): KeySource {
  const tried: string[] = [];
  for (const { name, find } of sourcesOf(source)) {
    const found = attempted(name, () => find(source, sts));
    if (typeof found === "function") {
      return explained(name, found);
    }
    tried.push(found === undefined ? name : `${name} (${found})`);
  }
  throw new CredentialsError(
    `no Alibaba Cloud credentials found. Set one of these, tried in this order: ${tried.join("; ")}.`,
  );
}

function attempted<T>(name: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw unusable(name, error);
  }
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
  return new CredentialsError(`can't get credentials from ${name}${why === undefined ? "" : `: ${why}`}`);
}

/** Passes on only our own messages: others can quote a token or a file. */
function reason(error: unknown): string | undefined {
  if (error instanceof Refusal) {
    return `${error.message}${stsAdvice.get(error.code) ?? ""}`;
  }
  const own = [CredentialsError, ConfigurationError, NoAnswer, Unreachable];
  return own.some((kind) => error instanceof kind) && error instanceof Error ? error.message : undefined;
}

const notAllowed =
  "\nGrant the caller sts:AssumeRole on this role, and name the caller in the role's trust policy";

const stsAdvice = new Map<string, string>([
  ["NoPermission", notAllowed],
  ["Forbidden.RAM", notAllowed],
  ["EntityNotExist.Role", "\nCheck the account and the name in the role's ARN"],
  ["AuthenticationFail.NoPermission", "\nName the OIDC provider in the role's trust policy"],
  ["AuthenticationFail.OIDCToken.Expired", "\nGet a new OIDC token"],
]);

/** Skips a file that can't be used if nobody configured it: every source after it was configured explicitly. */
function profile(source: ConfigurationSource, sts: Sts): KeySource | string | undefined {
  try {
    const found = findProfile(source);
    return found && profileKey(sts, found, source.environment);
  } catch (error) {
    const why = isProfileConfigured(source) ? undefined : reason(error);
    if (why === undefined) {
      throw error;
    }
    return why;
  }
}

/** Used only if configured: outside an ECS instance, the metadata address never responds, which costs time. */
function instanceRole(source: ConfigurationSource, { client }: Sts): KeySource | undefined {
  const roleName =
    stackValue(source, "ecsRoleName") ??
    firstOf(source.environment, ["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"]);
  return roleName === undefined ? undefined : instanceRoleKey(client.transport, roleName);
}

function uri(source: ConfigurationSource, { client }: Sts): KeySource | undefined {
  const address =
    stackValue(source, "credentialsUri") ?? firstOf(source.environment, ["ALIBABA_CLOUD_CREDENTIALS_URI"]);
  return address === undefined ? undefined : uriKey(client.transport, address);
}
