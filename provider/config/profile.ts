/** The aliyun CLI's profile in use, as far as this package reads it; never written. */
import { homedir } from "node:os";
import { join } from "node:path";
import {
  CredentialsError,
  firstVariable,
  stackSetting,
  type ConfigurationSource,
  type Fields,
  type Setting,
} from "./source";
import { readProfileFile, type ProfileFile } from "./profileFile";

/** A profile. */
export interface CliProfile {
  readonly name: string;
  /** The file that holds it. */
  readonly file: string;
  readonly regionId: string | undefined;
  /** `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole` and so on. */
  readonly mode: string;
  /** A field of the file, such as `access_key_id`, as text; some are secret. */
  readonly field: (name: string) => string | undefined;
  /** Another profile of the file, undefined where it has none of this name. */
  readonly sibling: (name: string) => CliProfile | undefined;
}

/** Whether someone asked for a file or a profile: one that can't be used is an error then, rather than passed over. */
export function isAsked(source: ConfigurationSource): boolean {
  return fileSetting(source) !== undefined || nameSetting(source) !== undefined;
}

/**
 * Finds the profile in use. Undefined where profiles are disabled, and where there is no file and none was asked for.
 *
 * @throws {@link CredentialsError} that names the file and what is wrong with it
 */
export function findProfile(source: ConfigurationSource): CliProfile | undefined {
  if (source.environment["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"]?.toLowerCase() === "true") {
    return undefined;
  }
  const [askedFile, askedName] = [fileSetting(source), nameSetting(source)];
  const file = inHome(askedFile?.value ?? "~/.aliyun/config.json");
  const content = readProfileFile(file);
  if (content !== undefined) {
    return profileInUse(content, file, askedName);
  }
  if (askedFile !== undefined) {
    throw new CredentialsError(`there is no file ${file}. Correct ${askedFile.name}`);
  }
  if (askedName !== undefined) {
    throw new CredentialsError(
      `there is no file ${file} for the profile that ${askedName.name} names. Create it with aliyun configure`,
    );
  }
  return undefined;
}

function inHome(file: string): string {
  return file.startsWith("~/") ? join(homedir(), file.slice(2)) : file;
}

function fileSetting(source: ConfigurationSource): Setting | undefined {
  return (
    stackSetting(source, "sharedCredentialsFile") ??
    firstVariable(source.environment, ["ALICLOUD_SHARED_CREDENTIALS_FILE"])
  );
}

function nameSetting(source: ConfigurationSource): Setting | undefined {
  return (
    stackSetting(source, "profile") ??
    firstVariable(source.environment, ["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"])
  );
}

function profileInUse(content: ProfileFile, file: string, asked: Setting | undefined): CliProfile {
  if (asked !== undefined) {
    const wanted = profileNamed(content, file, asked.value);
    if (wanted === undefined) {
      throw new CredentialsError(`there is no profile ${asked.value} in ${file}. Correct ${asked.name}`);
    }
    return wanted;
  }
  const current = content.current === undefined ? undefined : profileNamed(content, file, content.current);
  if (current === undefined) {
    const why =
      content.current === undefined ? "no current profile" : "a current profile that it does not have";
    throw new CredentialsError(
      `${file} names ${why}. Choose one with ALICLOUD_PROFILE, or with aliyun configure switch`,
    );
  }
  return current;
}

function profileNamed(content: ProfileFile, file: string, name: string): CliProfile | undefined {
  const fields = content.profiles.find((profile) => profile["name"] === name);
  return fields && profileOf(fields, name, content, file);
}

function profileOf(fields: Fields, name: string, content: ProfileFile, file: string): CliProfile {
  const field = (key: string): string | undefined => text(fields[key]);
  return {
    name,
    file,
    regionId: field("region_id"),
    mode: field("mode") ?? "AK",
    field,
    sibling: (other) => profileNamed(content, file, other),
  };
}

/** Numbers count: the CLI writes seconds as such, and 0 for a field that is not set. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" && value !== 0) {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}
