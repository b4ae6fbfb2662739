/** The default region, for a key pair whose arguments name none. */
import {
  CredentialsError,
  firstVariable,
  stackSetting,
  type ConfigurationSource,
  type Setting,
} from "./source";
import { findProfile } from "./profile";

/** The settings that can name a region, in order, for a message. */
export const regionSources =
  "the argument regionId, the stack configuration (pulumi config set alicloud-keypair:region cn-hangzhou, or alicloud:region), " +
  "the environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION, or the CLI's profile file";

/** The region from stack configuration, environment or CLI profile, in that order, and its source. */
export function defaultRegion(source: ConfigurationSource): Setting | undefined {
  return (
    stackSetting(source, "region") ??
    firstVariable(source.environment, ["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"]) ??
    regionOf(profileOrProblem(source))
  );
}

/** Why no region could be read from the CLI's profile; undefined if it could be read, or if there is none. */
export function profileProblem(source: ConfigurationSource): string | undefined {
  const found = profileOrProblem(source);
  return found instanceof CredentialsError ? found.message : undefined;
}

type Found = ReturnType<typeof findProfile> | CredentialsError;

function regionOf(found: Found): Setting | undefined {
  return found === undefined || found instanceof CredentialsError || found.regionId === undefined
    ? undefined
    : { name: `the profile's region_id in ${found.file}`, value: found.regionId };
}

/** A file that can't be used is not a failure here: credentials and region may come from elsewhere. */
function profileOrProblem(source: ConfigurationSource): Found {
  try {
    return findProfile(source);
  } catch (error) {
    if (error instanceof CredentialsError) {
      return error;
    }
    throw error;
  }
}
