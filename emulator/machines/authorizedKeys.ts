// Reads authorized_keys as an SSH server does, and changes it as an instance's start does.
import type { Rebinding } from "../cloud/instances";
import type { Readings } from "../readings";

/** @returns the lines that hold a key, with their options and comments. */
export function keyLines(text: string): string[] {
  return linesOf(text)
    .map((line) => line.trim())
    .filter((line) => keyOf(line) !== undefined);
}

/** @returns the key of a line in SSH's binary format; comments and damaged lines have none. */
export function keyOf(line: string): Buffer | undefined {
  const text = line.trim();
  if (text.startsWith("#")) return undefined;
  const base64 = (keyForm.exec(text) ?? keyForm.exec(withoutOptions(text)))?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}

/** @returns the file's text after the start that follows a change of the bound key pair. */
export function textAfterStart(
  text: string,
  { bound, unbound }: Rebinding,
  reading: Readings["keyAtStart"],
): string {
  if (reading === "nothing") return text;
  if (bound === undefined) return withoutKeys(text, unbound);
  if (reading === "overwrite") return `${bound}\n`;
  return `${withoutKeys(text, [...unbound, bound])}${bound}\n`;
}

const keyForm = /^(?:ssh|ecdsa|sk)-[\w.@-]+[ \t]+([A-Za-z0-9+/]+={0,2})(?=[ \t]|$)/u;

/** Options end at the first white space outside double quotes. */
const optionsForm = /^(?:"(?:[^"\\]|\\.)*"|[^\s"])+[ \t]+/u;

function withoutOptions(text: string): string {
  return text.slice(optionsForm.exec(text)?.[0].length ?? text.length);
}

function withoutKeys(text: string, removed: readonly string[]): string {
  const blobs = removed.map(keyOf);
  const kept = linesOf(text).filter((line) => {
    const key = keyOf(line);
    return key === undefined || !blobs.some((blob) => blob?.equals(key));
  });
  return kept.map((line) => `${line}\n`).join("");
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/u);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
