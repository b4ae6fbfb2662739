/** The default region: for a key pair whose arguments name none. */
import {
  CredentialsError,
  firstVariable,
  stackSetting,
  type ConfigurationSource,
  type Setting,
} from "./source";
import { findProfile } from "./profile";

/** The settings that can name a region, in their order, for a message. */
export const regionSources =
  "the argument regionId, the stack configuration (pulumi config set alicloud-keypair:region cn-hangzhou, or alicloud:region), " +
  "the environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION, or the CLI's profile file";

/** The region of stack configuration, environment or CLI profile, in that order, and where it came from. */
export function defaultRegion(source: ConfigurationSource): Setting | undefined {
  return (
    stackSetting(source, "region") ??
    firstVariable(source.environment, ["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"]) ??
    regionOf(profileOrProblem(source))
  );
}

/** Why the CLI's profile could not be asked for a region; undefined where it could, or where there is none. */
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

/** A file that can't be used is no failure here: credentials may come from elsewhere, and the region too. */
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
