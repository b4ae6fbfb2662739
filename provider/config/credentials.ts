/** The credentials to sign with, looked for in a fixed order and read at call time, so that state holds none. */
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
import { findProfile, isAsked } from "./profile";
import { profileKey } from "./profileKey";
import { assumedRole, environmentOidcRole, stackOidcRole } from "./role";
import { assumedKey, oidcKey, type KeySource } from "./session";

/** One place that may hold credentials. */
interface CredentialsSource {
  /** As a message names it. */
  readonly name: string;
  /** Undefined where this source holds nothing; a text says why it can't be used though nothing asked for it. */
  readonly find: (source: ConfigurationSource, sts: Sts) => KeySource | string | undefined;
}

/** The sources in their order. Each namespace of the stack configuration is one of its own. */
function sourcesOf(source: ConfigurationSource): CredentialsSource[] {
  const namespaces = source.stack.map((namespace) => ({ namespace, place: namespacePlace(namespace) }));
  const variables = environmentPlaces(source);
  const places = [...namespaces.map(({ place }) => place), ...variables];
  return [
    ...namespaces.flatMap(({ namespace, place }) => [givenIn(place, places), stackOidc(namespace)]),
    ...variables.map((place) => givenIn(place, places)),
    ...furtherSources,
  ];
}

function givenIn(place: KeyPlace, places: readonly KeyPlace[]): CredentialsSource {
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
  const tried: string[] = [];
  for (const { name, find } of sourcesOf(source)) {
    const found = attempted(name, () => find(source, sts));
    if (typeof found === "function") {
      return explained(name, found);
    }
    tried.push(found === undefined ? name : `${name} (${found})`);
  }
  throw new CredentialsError(`no credentials for Alibaba Cloud. Tried, in this order: ${tried.join("; ")}.`);
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
  return new CredentialsError(
    `credentials could not be had from ${name}${why === undefined ? "" : `: ${why}`}`,
  );
}

/** Only messages of our own are passed on: those of others can quote a token or a file. */
function reason(error: unknown): string | undefined {
  if (error instanceof Refusal) {
    return `${error.message}${stsAdvice.get(error.code) ?? ""}`;
  }
  const own = [CredentialsError, ConfigurationError, NoAnswer, Unreachable];
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

/** A file that nothing asked for is passed over where it can't be used: every source after it was asked for by name. */
function profile(source: ConfigurationSource, sts: Sts): KeySource | string | undefined {
  try {
    const found = findProfile(source);
    return found && profileKey(sts, found);
  } catch (error) {
    const why = isAsked(source) ? undefined : reason(error);
    if (why === undefined) {
      throw error;
    }
    return why;
  }
}

/** Asked only where it is named: without an ECS instance around it, a metadata address that never answers costs time. */
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
