/** Reads and parses the aliyun CLI's profile file, with a message for each way that this can fail. */
import { readFileSync } from "node:fs";
import { isJsonObject, parsedJson, text, type JsonObject } from "../rpc/json";
import { CredentialsError } from "./source";

/** The parts of the file that this package uses. */
export interface ProfileFile {
  /** The name of the current profile, if the file names one. */
  readonly current: string | undefined;
  readonly profiles: readonly JsonObject[];
}

/**
 * Reads the file; undefined if there is none.
 *
 * @throws {@link CredentialsError} that names the file but never quotes it: it contains secrets
 */
export function readProfileFile(file: string): ProfileFile | undefined {
  const text = readText(file);
  return text === undefined ? undefined : parsed(text, file);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      return undefined;
    }
    throw new CredentialsError(
      code === "EISDIR"
        ? `${file} is a directory. Name the profile file, usually config.json in that directory`
        : `${file} can't be read (${code}). Make it readable for the user who runs Pulumi`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

const rewrite = "Create it with aliyun configure";

function parsed(content: string, file: string): ProfileFile {
  // Editors on Windows may write a byte order mark, which is not JSON.
  const json = content.replace(/^\uFEFF/, "").trim();
  if (json === "") {
    throw new CredentialsError(`${file} is empty. ${rewrite}`);
  }
  const value = parsedJson(json);
  if (value === undefined) {
    throw new CredentialsError(`${file} is not JSON. Correct it, or recreate it with aliyun configure`);
  }
  const profiles = isJsonObject(value) ? value["profiles"] : undefined;
  if (!isJsonObject(value) || !Array.isArray(profiles)) {
    throw new CredentialsError(`${file} has no "profiles" list. ${rewrite}`);
  }
  return {
    current: text(value["current"]),
    profiles: profiles.filter(isJsonObject),
  };
}
