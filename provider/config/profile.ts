/** The aliyun CLI's profile file, as far as this package reads it; never written. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { firstOf, isFields, stackValue, type ConfigurationSource, type Fields } from "./source";

/** A profile. */
export interface CliProfile {
  readonly name: string;
  readonly regionId: string | undefined;
  /** `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole` and so on. */
  readonly mode: string;
  /** A field of the file, such as `access_key_id`, as text; some are secret. */
  readonly field: (name: string) => string | undefined;
}

/** The file with the CLI's profiles. */
export function profileFile(source: ConfigurationSource): string {
  return askedFile(source) ?? join(homedir(), ".aliyun", "config.json");
}

/** The file that was asked for, if any. */
export function askedFile(source: ConfigurationSource): string | undefined {
  const file =
    stackValue(source, "sharedCredentialsFile") ??
    firstOf(source.environment, ["ALICLOUD_SHARED_CREDENTIALS_FILE"]);
  return file?.startsWith("~/") === true ? join(homedir(), file.slice(2)) : file;
}

/** The name that was asked for, if any; otherwise the file's own `current` decides. */
export function profileName(source: ConfigurationSource): string | undefined {
  return (
    stackValue(source, "profile") ??
    firstOf(source.environment, ["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"])
  );
}

/** Whether the file is to be left alone. */
export function profilesDisabled({ environment }: ConfigurationSource): boolean {
  return environment["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"]?.toLowerCase() === "true";
}

/**
 * The profile in use, or undefined where there is no readable file or no such profile.
 *
 * @param wanted - a profile of another name than the one in use
 */
export function cliProfile(source: ConfigurationSource, wanted?: string): CliProfile | undefined {
  if (profilesDisabled(source)) {
    return undefined;
  }
  const configuration = parsedFile(profileFile(source));
  const name = wanted ?? profileName(source) ?? configuration?.["current"];
  const profiles = configuration?.["profiles"];
  if (typeof name !== "string" || !Array.isArray(profiles)) {
    return undefined;
  }
  const profile = profiles.filter(isFields).find((candidate) => candidate["name"] === name);
  if (profile === undefined) {
    return undefined;
  }
  const field = (key: string): string | undefined => text(profile[key]);
  return { name, regionId: field("region_id"), mode: field("mode") ?? "AK", field };
}

/** Errors of reading and parsing are dropped on purpose: their texts can quote the file, secrets included. */
function parsedFile(file: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers count: the CLI writes seconds as such, and 0 for a field that is not set. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" && value !== 0) {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}
