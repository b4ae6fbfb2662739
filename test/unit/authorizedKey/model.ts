/** What the script has to do to a file, once more in TypeScript: lines are read character by character, as OpenSSH's C does. */
import { keyMark, type KeyTask } from "../../../provider/authorizedKey/script";

/** What has to become of a file. */
export interface Expected {
  readonly after: string | undefined;
  readonly outcome: "done" | "kept last" | "required key missing";
  readonly keys: readonly string[];
}

interface Line {
  /** With its newline, if it has one. */
  readonly text: string;
  readonly key?: string;
  readonly options: string;
  readonly comment: string;
}

/** A key's bytes begin with its kind; where all keys of a kind have the same number of bytes, with that. */
const sizes: Readonly<Record<string, number | undefined>> = {
  "ssh-rsa": undefined,
  "ssh-ed25519": 51,
  "ecdsa-sha2-nistp256": 104,
  "ecdsa-sha2-nistp521": 172,
};

/** The file after the task, the outcome and the keys left. */
export function expected(before: string | undefined, task: KeyTask): Expected {
  const lines = (before?.match(/[^\n]*\n|[^\n]+$/g) ?? []).map(lineOf);
  const answer = (kept: readonly Line[], outcome: Expected["outcome"] = "done"): Expected => ({
    after: kept === lines ? before : kept.map(({ text }) => text).join(""),
    outcome,
    keys: [...new Set(kept.flatMap(({ key }) => key ?? []))],
  });
  if (task.kind === "list") {
    return answer(lines);
  }
  if (task.kind === "add") {
    return answer(
      lines.some((line) => isPlain(line, task.publicKey)) ? lines : withKey(lines, task.publicKey),
    );
  }
  const { publicKey, onlyMarked, requires } = task;
  const goes = (line: Line) =>
    line.key === publicKey && (!onlyMarked || (line.options === "" && line.comment === keyMark));
  const kept = lines.filter((line) => !goes(line));
  if (requires !== undefined && !kept.some((line) => isPlain(line, requires))) {
    return answer(lines, "required key missing");
  }
  if (kept.length === lines.length) {
    return answer(lines);
  }
  return task.keepLast && !kept.some(isUsable) ? answer(lines, "kept last") : answer(kept);
}

function withKey(lines: readonly Line[], key: string): readonly Line[] {
  const ended = lines.map((line) => (line.text.endsWith("\n") ? line : { ...line, text: `${line.text}\n` }));
  return [...ended, { text: `${key} ${keyMark}\n`, key, options: "", comment: keyMark }];
}

function isPlain({ key, options }: Line, wanted: string): boolean {
  return key === wanted && options === "";
}

function isUsable({ key, options }: Line): boolean {
  const names = unquoted(options).toLowerCase().split(",");
  return key !== undefined && !names.includes("cert-authority") && !names.includes("expiry-time=");
}

/** The text without what is between quotes. */
function unquoted(options: string): string {
  let text = "";
  let isQuoted = false;
  for (let at = 0; at < options.length; at++) {
    const isEscape = options.startsWith('\\"', at);
    if (!isEscape && options[at] === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted) {
      text += options[at] ?? "";
    }
    at += isEscape ? 1 : 0;
  }
  return text;
}

function lineOf(text: string): Line {
  const line = text.replace(/\n$/, "").replace(/^[ \t]+/, "");
  if (line.startsWith("#")) {
    return { text, options: "", comment: "" };
  }
  const plain = keyOf(line);
  if (plain !== undefined) {
    return { text, options: "", ...plain };
  }
  const end = endOfOptions(line);
  const options = line.slice(0, end);
  return { text, options, comment: "", ...keyOf(line.slice(end).replace(/^[ \t]+/, "")) };
}

/** `sshkey_advance_past_options` of OpenSSH. */
function endOfOptions(line: string): number {
  let isQuoted = false;
  let at = 0;
  for (; at < line.length && (isQuoted || !/[ \t]/.test(line.charAt(at))); at++) {
    if (line.startsWith('\\"', at)) {
      at++;
    } else if (line[at] === '"') {
      isQuoted = !isQuoted;
    }
  }
  return isQuoted ? line.length : at;
}

function keyOf(text: string): { readonly key: string; readonly comment: string } | undefined {
  const [, kind = "", blob = "", comment = ""] =
    /^([^ \t]+)[ \t]+([^ \t\r]+)(?:\r$|$|[ \t]+(.*)$)/s.exec(text) ?? [];
  if (!(kind in sizes) || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob) || blob.length % 4 !== 0) {
    return undefined;
  }
  const bytes = Buffer.from(blob, "base64");
  const isWhole = bytes.length === (sizes[kind] ?? bytes.length);
  return isWhole && bytes.subarray(4, 4 + kind.length).toString("latin1") === kind
    ? { key: `${kind} ${blob}`, comment: comment.replace(/[ \t\r]+$/, "") }
    : undefined;
}
