/** The key that another program prints: the CLI's mode External. */
import { isJsonObject, parsedJson, text } from "../rpc/json";
import { CommandError, outputOf, splitCommand } from "./command";
import { requiredField, type CliProfile } from "./profile";
import { renewed, type ExpiringKey, type KeySource } from "./session";
import { CredentialsError } from "./source";

/** How long a program may run, in milliseconds; as long as in the vendor's own libraries. */
const timeLimitMs = 60_000;

/** How long a session of unknown expiration is used, in milliseconds: the shortest that STS gives. */
const shortestSessionMs = 15 * 60_000;

/**
 * Opens the key of a profile of mode `External`. The program is run once and again before its credentials expire, directly and not by a
 * shell.
 *
 * @throws {@link CredentialsError} for a command that can't be split into arguments
 */
export function externalKey(profile: CliProfile, limitMs = timeLimitMs): KeySource {
  const command = splitProcessCommand(profile);
  return renewed(async () => {
    const output = await outputOf(command, limitMs).catch((error: unknown) => {
      throw failed(profile, error);
    });
    return printedKey(profile, output);
  });
}

function splitProcessCommand(profile: CliProfile): string[] {
  const command = requiredField(profile, "process_command");
  try {
    return splitCommand(command);
  } catch (error) {
    throw failed(profile, error);
  }
}

/** Only our own message passes: Node's quote the command and its output. */
function failed(profile: CliProfile, error: unknown): CredentialsError {
  return problem(profile, error instanceof CommandError ? error.message : "can't be started");
}

function problem(profile: CliProfile, what: string): CredentialsError {
  return new CredentialsError(`profile ${profile.name}'s process_command ${what}`);
}

function printedKey(profile: CliProfile, output: string): ExpiringKey {
  const printed = parsedJson(output);
  const fields = isJsonObject(printed) ? printed : {};
  const mode = text(fields["mode"]);
  if (mode !== undefined && mode !== "AK" && mode !== "StsToken") {
    throw problem(profile, "printed credentials of a mode other than AK and StsToken");
  }
  const accessKeyId = text(fields["access_key_id"]);
  const accessKeySecret = text(fields["access_key_secret"]);
  const securityToken = mode === "AK" ? undefined : text(fields["sts_token"]);
  const isIncomplete = mode === "StsToken" && securityToken === undefined;
  if (accessKeyId === undefined || accessKeySecret === undefined || isIncomplete) {
    throw problem(profile, "printed no credentials");
  }
  const expiresAtMs = Date.parse(text(fields["expiration"]) ?? "");
  if (expiresAtMs <= Date.now()) {
    throw problem(profile, "printed credentials that have expired");
  }
  const assumedMs = securityToken === undefined ? Infinity : Date.now() + shortestSessionMs;
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && { securityToken }),
    expiresAtMs: Number.isNaN(expiresAtMs) ? assumedMs : expiresAtMs,
  };
}
