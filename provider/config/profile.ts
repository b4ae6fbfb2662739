/** The aliyun CLI's profile file, as far as this package reads it. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { firstOf, stackValue, type ConfigurationSource } from "./source";

/** The profile in use. */
export interface CliProfile {
  readonly name: string;
  readonly file: string;
  readonly regionId: string | undefined;
  /** `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole` and so on. */
  readonly mode: string;
  readonly accessKeyId: string | undefined;
  /** Secret. */
  readonly accessKeySecret: string | undefined;
  /** Secret. */
  readonly stsToken: string | undefined;
}

/** The file with the CLI's profiles. */
export function profileFile(source: ConfigurationSource): string {
  return (
    stackValue(source, "sharedCredentialsFile") ??
    firstOf(source.environment, ["ALICLOUD_SHARED_CREDENTIALS_FILE"]) ??
    defaultProfileFile()
  );
}

/** Where the CLI itself keeps its profiles. */
export function defaultProfileFile(): string {
  return join(homedir(), ".aliyun", "config.json");
}

/** The name that was asked for, if any; otherwise the file's own `current` decides. */
export function profileName(source: ConfigurationSource): string | undefined {
  return (
    stackValue(source, "profile") ??
    firstOf(source.environment, ["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"])
  );
}

/** The profile in use, or undefined where there is no readable file or no such profile. */
export function cliProfile(source: ConfigurationSource): CliProfile | undefined {
  if (source.environment["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"]?.toLowerCase() === "true") {
    return undefined;
  }
  const file = profileFile(source);
  const configuration = parsedFile(file);
  const name = profileName(source) ?? configuration?.["current"];
  const profiles = configuration?.["profiles"];
  if (configuration === undefined || typeof name !== "string" || !Array.isArray(profiles)) {
    return undefined;
  }
  const profile = profiles.filter(isRecord).find((candidate) => candidate["name"] === name);
  if (profile === undefined) {
    return undefined;
  }
  return {
    name,
    file,
    regionId: text(profile["region_id"]),
    mode: text(profile["mode"]) ?? "AK",
    accessKeyId: text(profile["access_key_id"]),
    accessKeySecret: text(profile["access_key_secret"]),
    stsToken: text(profile["sts_token"]),
  };
}

/** Errors of reading and parsing are dropped on purpose: their texts can quote the file, secrets included. */
function parsedFile(file: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
