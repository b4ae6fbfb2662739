/** The default region: for a key pair whose arguments name none. */
import { cliProfile } from "./profile";
import { firstOf, stackValue, type ConfigurationSource } from "./source";

/** The settings that can name a region, in their order, for a message. */
export const regionSources =
  "the argument regionId, the stack configuration (pulumi config set alicloud-keypair:region cn-hangzhou, or alicloud:region), " +
  "the environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION, or the CLI's profile file";

/** The region of stack configuration, environment or CLI profile, in that order. */
export function defaultRegionId(source: ConfigurationSource): string | undefined {
  return (
    stackValue(source, "region") ??
    firstOf(source.environment, ["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"]) ??
    cliProfile(source)?.regionId
  );
}
