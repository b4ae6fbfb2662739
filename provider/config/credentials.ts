/** The credentials to sign with, looked for in a fixed order and read at call time, so that state holds none. */
import Credential, {
  CLIProfileCredentialsProvider,
  ECSRAMRoleCredentialsProvider,
  OIDCRoleArnCredentialsProvider,
} from "@alicloud/credentials";
import type { AccessKey } from "../ecs/rpc";
import { CredentialsError } from "./errors";
import { cliProfile, defaultProfileFile, profileFile, profileName } from "./profile";
import { firstOf, stackValue, type ConfigurationSource } from "./source";

/** One place that may hold credentials. */
interface CredentialsSource {
  /** As a message names it. */
  readonly name: string;
  /** Undefined where this source holds nothing. */
  find(source: ConfigurationSource): (() => Promise<AccessKey>) | undefined;
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
    find: ({ environment }) => oidc(environment),
  },
  { name: "the aliyun CLI's profile file", find: profile },
  { name: "the ECS instance's role (ecsRoleName or ALICLOUD_ECS_ROLE_NAME)", find: instanceRole },
];

/**
 * Finds the first source that holds credentials. One that is half set, such as an access key without its secret,
 * is an error rather than passed over: the next source might be another account's.
 *
 * @returns a function that gives the access key of the moment, renewing it where the source can
 * @throws {@link CredentialsError} that names every source, when none holds any
 */
export function findCredentials(source: ConfigurationSource): () => Promise<AccessKey> {
  for (const candidate of sources) {
    const found = candidate.find(source);
    if (found !== undefined) {
      return async () => {
        try {
          return await found();
        } catch (cause) {
          // The vendor's message is left out: it can quote a whole profile file.
          throw new CredentialsError(`credentials could not be had from ${candidate.name}`, { cause });
        }
      };
    }
  }
  const wanted = profileName(source);
  const missing = wanted === undefined ? "" : ` There is no profile ${wanted} in ${profileFile(source)}.`;
  throw new CredentialsError(
    `no credentials for Alibaba Cloud. Tried, in this order: ${sources.map(({ name }) => name).join("; ")}.${missing}`,
  );
}

function fixed(
  accessKeyId: string | undefined,
  accessKeySecret: string | undefined,
  securityToken: string | undefined,
): (() => Promise<AccessKey>) | undefined {
  if (accessKeyId === undefined && accessKeySecret === undefined) {
    return undefined;
  }
  if (accessKeyId === undefined || accessKeySecret === undefined) {
    return incomplete;
  }
  const accessKey = { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
  return () => Promise.resolve(accessKey);
}

function incomplete(): Promise<never> {
  return Promise.reject(new Error("an access key, its secret or a known mode is missing"));
}

function oidc(environment: ConfigurationSource["environment"]): (() => Promise<AccessKey>) | undefined {
  const roleArn = environment["ALIBABA_CLOUD_ROLE_ARN"];
  const providerArn = environment["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"];
  const tokenFile = environment["ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
  if (!roleArn || !providerArn || !tokenFile) {
    return undefined;
  }
  const provider = OIDCRoleArnCredentialsProvider.builder()
    .withRoleArn(roleArn)
    .withOIDCProviderArn(providerArn)
    .withOIDCTokenFilePath(tokenFile)
    .withRoleSessionName(environment["ALIBABA_CLOUD_ROLE_SESSION_NAME"] ?? "pulumi-alicloud-keypair")
    .build();
  return renewed(new Credential(null, provider));
}

function profile(source: ConfigurationSource): (() => Promise<AccessKey>) | undefined {
  const found = cliProfile(source);
  if (found === undefined) {
    return undefined;
  }
  switch (found.mode) {
    case "AK":
    case "StsToken":
      return fixed(found.accessKeyId, found.accessKeySecret, found.stsToken) ?? incomplete;
    default:
      // The vendor's provider knows the other modes, but reads the CLI's own file alone.
      return found.file === defaultProfileFile()
        ? renewed(
            new Credential(null, CLIProfileCredentialsProvider.builder().withProfileName(found.name).build()),
          )
        : incomplete;
  }
}

function instanceRole(source: ConfigurationSource): (() => Promise<AccessKey>) | undefined {
  const roleName =
    stackValue(source, "ecsRoleName") ??
    firstOf(source.environment, ["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"]);
  if (roleName === undefined) {
    return undefined;
  }
  return renewed(
    new Credential(null, ECSRAMRoleCredentialsProvider.builder().withRoleName(roleName).build()),
  );
}

/** The vendor's object keeps a session and renews it before it ends. */
function renewed(credential: Credential): () => Promise<AccessKey> {
  return async () => {
    const { accessKeyId, accessKeySecret, securityToken } = await credential.getCredential();
    if (!accessKeyId || !accessKeySecret) {
      throw new Error("the source gave no access key");
    }
    return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
  };
}
