/** What the script of script.ts printed on an instance, read strictly: a text that was cut proves nothing. */
import { mark } from "./awkText";

const outcomes = ["done", "kept last", "not confirmed", "required key missing"] as const;

/** What an instance reported. */
export interface KeyReport {
  /** Whether sshd reads this file for this user, as `sshd -T` and the file's modes say. */
  readonly isConfirmed: boolean;
  /** Of every key in the file afterwards: `SHA256:` and Base64 without padding. */
  readonly fingerprints: readonly string[];
  /** Of those, the keys with which one can log in without any restriction: on a line without options. */
  readonly plain: readonly string[];
  /** Of those, the keys on a line that the script added. */
  readonly marked: readonly string[];
  readonly outcome: (typeof outcomes)[number];
}

/** Why the script did nothing. */
export interface KeyRefusal {
  readonly code: string;
  readonly message: string;
}

const reportPattern = new RegExp(
  String.raw`^${mark} 1\nconfirmed (?<confirmed>yes|no)\n(?<keys>(?:key (?:plain|marked|options) [0-9a-f]{64}\n)*)outcome (?<outcome>[a-z ]+)\nend$`,
);

/** @returns undefined where the text is not the script's whole report */
export function readReport(output: string): KeyReport | undefined {
  const { confirmed, keys = "", outcome: told } = reportPattern.exec(unixText(output))?.groups ?? {};
  const outcome = outcomes.find((known) => known === told);
  if (outcome === undefined) {
    return undefined;
  }
  const lines = keys.split("\n").filter((line) => line !== "");
  const found = lines.map((line) => {
    const [, how = "", hash = ""] = line.split(" ");
    return { how, fingerprint: fingerprintOf(hash) };
  });
  const those = (...hows: readonly string[]) =>
    found.filter(({ how }) => hows.includes(how)).map(({ fingerprint }) => fingerprint);
  return {
    isConfirmed: confirmed === "yes",
    fingerprints: those("plain", "marked", "options"),
    plain: those("plain", "marked"),
    marked: those("marked"),
    outcome,
  };
}

/** @returns undefined where the text is not a refusal of the script's */
export function readRefusal(output: string): KeyRefusal | undefined {
  const { code, message } =
    /^error (?<code>[A-Z][A-Za-z]+) (?<message>[^\n]+)$/.exec(unixText(output))?.groups ?? {};
  return code === undefined || message === undefined ? undefined : { code, message };
}

function unixText(output: string): string {
  return output.replaceAll("\r\n", "\n").trim();
}

function fingerprintOf(hash: string): string {
  return `SHA256:${Buffer.from(hash, "hex").toString("base64").replace(/=+$/, "")}`;
}
