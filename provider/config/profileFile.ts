/** The text of the aliyun CLI's profile file: read and parsed, with a message for each way in which it can't be. */
import { readFileSync } from "node:fs";
import { CredentialsError, isFields, type Fields } from "./source";

/** What this package takes from the file. */
export interface ProfileFile {
  /** The name of the profile in use, where the file says. */
  readonly current: string | undefined;
  readonly profiles: readonly Fields[];
}

/**
 * Reads the file; undefined where there is none.
 *
 * @throws {@link CredentialsError} that names the file and quotes nothing of it: it holds secrets
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
        ? `${file} is a directory. Name the file with the CLI's profiles, usually config.json in it`
        : `${file} can't be read (${code}). Let the user who runs Pulumi read it`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

const rewrite = "Write it with aliyun configure";

function parsed(text: string, file: string): ProfileFile {
  // Editors on Windows may write a byte order mark, which is not JSON.
  const json = text.replace(/^\uFEFF/, "").trim();
  if (json === "") {
    throw new CredentialsError(`${file} is empty. ${rewrite}`);
  }
  const value = parsedJson(json);
  if (value === undefined) {
    throw new CredentialsError(`${file} is not JSON. Correct it, or write it with aliyun configure`);
  }
  const profiles = isFields(value) ? value["profiles"] : undefined;
  if (!isFields(value) || !Array.isArray(profiles)) {
    throw new CredentialsError(`${file} has no list "profiles". ${rewrite}`);
  }
  const current = value["current"];
  return {
    current: typeof current === "string" && current !== "" ? current : undefined,
    profiles: profiles.filter(isFields),
  };
}

/** Errors of parsing are dropped on purpose: their texts quote the file. */
function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
