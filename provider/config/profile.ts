/** The aliyun CLI's profile in use. Only `profileWrite.ts` writes to its file. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../rpc/json";
import {
  CredentialsError,
  firstVariable,
  stackSetting,
  type ConfigurationSource,
  type Setting,
} from "./source";
import { readProfileFile, type ProfileFile } from "./profileFile";

/** A profile of the file. */
export interface CliProfile {
  readonly name: string;
  /** The file that contains it. */
  readonly file: string;
  readonly regionId: string | undefined;
  /** `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole` and so on. */
  readonly mode: string;
  /** A field of the profile, such as `access_key_id`, as a string; some are secret. */
  readonly field: (name: string) => string | undefined;
  /** Another profile of the file; undefined if it has none with this name. */
  readonly sibling: (name: string) => CliProfile | undefined;
}

/**
 * Reads a field that the profile's mode needs.
 *
 * @throws {@link CredentialsError} if it is unset
 */
export function requiredField(profile: CliProfile, name: string): string {
  const value = profile.field(name);
  if (value === undefined) {
    throw new CredentialsError(`profile ${profile.name} has mode ${profile.mode} but no ${name}`);
  }
  return value;
}

/**
 * Reads a profile again: the CLI or another process may have signed in since.
 *
 * @throws {@link CredentialsError} if the file can't be read or no longer has this profile
 */
export function rereadProfile({ file, name }: CliProfile): CliProfile {
  const content = readProfileFile(file);
  const again = content && profileNamed(content, file, name);
  if (again === undefined) {
    throw new CredentialsError(`profile ${name} is no longer in ${file}`);
  }
  return again;
}

/** Whether a file or a profile is configured: then one that can't be used is an error and is not skipped. */
export function isProfileConfigured(source: ConfigurationSource): boolean {
  return fileSetting(source) !== undefined || nameSetting(source) !== undefined;
}

/**
 * Finds the profile in use. Undefined if profiles are disabled, or if there is no file and none is configured.
 *
 * @throws {@link CredentialsError} that names the file and the problem
 */
export function findProfile(source: ConfigurationSource): CliProfile | undefined {
  if (source.environment["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"]?.toLowerCase() === "true") {
    return undefined;
  }
  const [fileSet, nameSet] = [fileSetting(source), nameSetting(source)];
  const file = fileSet === undefined ? defaultProfileFile() : inHome(fileSet.value);
  const content = readProfileFile(file);
  if (content !== undefined) {
    return profileInUse(content, file, nameSet);
  }
  if (fileSet !== undefined) {
    throw new CredentialsError(`profile file ${file} not found. Correct ${fileSet.name}`);
  }
  if (nameSet !== undefined) {
    throw new CredentialsError(
      `${nameSet.name} names a profile, but its file ${file} was not found. Create it with aliyun configure`,
    );
  }
  return undefined;
}

/** The CLI's own file. */
export function defaultProfileFile(): string {
  return inHome("~/.aliyun/config.json");
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

function profileInUse(content: ProfileFile, file: string, setting: Setting | undefined): CliProfile {
  if (setting !== undefined) {
    const named = profileNamed(content, file, setting.value);
    if (named === undefined) {
      throw new CredentialsError(`profile ${setting.value} not found in ${file}. Correct ${setting.name}`);
    }
    return named;
  }
  const current = content.current === undefined ? undefined : profileNamed(content, file, content.current);
  if (current === undefined) {
    const why = content.current === undefined ? "has no current profile" : "names an unknown current profile";
    throw new CredentialsError(
      `${file} ${why}. Choose one with ALICLOUD_PROFILE, or with aliyun configure switch`,
    );
  }
  return current;
}

function profileNamed(content: ProfileFile, file: string, name: string): CliProfile | undefined {
  const fields = content.profiles.find((profile) => profile["name"] === name);
  return fields && profileOf(fields, name, content, file);
}

function profileOf(fields: JsonObject, name: string, content: ProfileFile, file: string): CliProfile {
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

/** Accepts numbers too: the CLI writes seconds as numbers, and 0 for an unset field. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" && value !== 0) {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}
