/** Opens the key of a CLI profile, depending on its mode. */
import type { RoleRequest, Sts } from "../rpc/sts";
import { CredentialsError, type Environment } from "./source";
import { cloudSsoKey } from "./cloudSso";
import { externalKey } from "./external";
import { instanceRoleKey, uriKey } from "./machine";
import { oauthKey } from "./oauth";
import { requiredField, type CliProfile } from "./profile";
import { roleRequest, type AssumedRole } from "./role";
import { assumedKey, oidcKey, type KeySource } from "./session";

/**
 * Opens the key of a profile.
 *
 * @param chain - profiles that were followed already, to detect a cycle
 * @throws {@link CredentialsError} for an unsupported mode, {@link ConfigurationError} for an invalid value
 */
export function profileKey(
  sts: Sts,
  profile: CliProfile,
  environment: Environment,
  chain: readonly string[] = [],
): KeySource {
  const { name, mode, field } = profile;
  switch (mode) {
    case "AK":
    case "StsToken":
      return fixedKey(profile);
    case "RamRoleArn":
      return assumedKey(sts, assumedRole(profile), fixedKey(profile));
    case "ChainableRamRoleArn":
      return assumedKey(
        sts,
        assumedRole(profile),
        sourceProfileKey(sts, profile, environment, [...chain, name]),
      );
    case "OIDC":
      return oidcKey(sts, {
        ...request(profile),
        oidcProviderArn: requiredField(profile, "oidc_provider_arn"),
        token: { file: requiredField(profile, "oidc_token_file") },
      });
    case "EcsRamRole":
      return instanceRoleKey(sts.client.transport, field("ram_role_name"));
    case "RamRoleArnWithRoleName":
      return assumedKey(
        sts,
        assumedRole(profile),
        instanceRoleKey(sts.client.transport, field("ram_role_name")),
      );
    case "CloudSSO":
      return cloudSsoKey(sts.client, profile);
    case "OAuth":
      return oauthKey(sts.client, profile);
    case "External":
      checkAllowed(profile, environment);
      return externalKey(profile);
    case "CredentialsURI":
      checkAllowed(profile, environment);
      return uriKey(sts.client.transport, requiredField(profile, "credentials_uri"));
    default:
      throw new CredentialsError(
        `profile ${name} has mode ${mode}, which ${unsupported.get(mode) ?? "is none of the CLI's"}. Choose a profile with another mode, ` +
          "or set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN",
      );
  }
}

/** The CLI's remaining modes, and why they can't be used here. */
const unsupported = new Map([
  ["RsaKeyPair", "Alibaba Cloud has deprecated"],
  ["BearerToken", "has no access key to sign calls to ECS with"],
  ["Anonymous", "has no access key to sign calls to ECS with"],
]);

/** Honours the CLI's switch against profiles that run a program or ask a service. */
function checkAllowed({ name, mode }: CliProfile, environment: Environment): void {
  const variable = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
  if (["1", "true"].includes(environment[variable]?.toLowerCase() ?? "")) {
    throw new CredentialsError(`profile ${name} has mode ${mode}, which ${variable} disables`);
  }
}

function fixedKey(profile: CliProfile): KeySource {
  const securityToken = profile.mode === "AK" ? undefined : profile.field("sts_token");
  const accessKey = {
    accessKeyId: requiredField(profile, "access_key_id"),
    accessKeySecret: requiredField(profile, "access_key_secret"),
    ...(securityToken !== undefined && { securityToken }),
  };
  return () => Promise.resolve(accessKey);
}

function sourceProfileKey(
  sts: Sts,
  profile: CliProfile,
  environment: Environment,
  chain: readonly string[],
): KeySource {
  const next = requiredField(profile, "source_profile");
  const found = chain.includes(next) ? undefined : profile.sibling(next);
  if (found === undefined) {
    const why = chain.includes(next) ? "leads back to itself" : `was not found in ${profile.file}`;
    throw new CredentialsError(`profile ${profile.name} has source_profile ${next}, which ${why}`);
  }
  return profileKey(sts, found, environment, chain);
}

function assumedRole(profile: CliProfile): AssumedRole {
  const externalId = profile.field("external_id");
  return { ...request(profile), ...(externalId !== undefined && { externalId }) };
}

function request(profile: CliProfile): RoleRequest {
  return roleRequest(requiredField(profile, "ram_role_arn"), {
    sessionName: profile.field("ram_session_name"),
    seconds: profile.field("expired_seconds") ?? profile.field("duration_seconds"),
    policy: profile.field("policy"),
    name: `profile ${profile.name}'s expired_seconds`,
  });
}
