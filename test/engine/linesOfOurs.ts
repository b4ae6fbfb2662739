/** Tells lines that print our private key from those that Pulumi prints of every provider's secrets. */
import { piecesOf } from "../secrets";

/**
 * How often each kind of line holds a key. A kind is what a line says before the first value in it, without names, types,
 * numbers and times; a value of many lines belongs to the line that it starts on.
 */
export function kindsOfLines(text: string, privateKey: string): Map<string, number> {
  const pieces = piecesOf(privateKey);
  const kinds = new Map<string, number>();
  for (const record of text.split(/^(?=\{"|.*\b(?:debug|info|warning|error): )/m)) {
    const count = Math.max(...pieces.map((piece) => record.split(piece).length - 1));
    if (count > 0) {
      const kind = kindOf(record);
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
  }
  return kinds;
}

function kindOf(record: string): string {
  const line: unknown = record.startsWith("{") ? JSON.parse(record.split("\n", 1).join("")) : undefined;
  return line === undefined ? wordsOf(record) : kindOfJson(Object.entries(line as object));
}

/** A line of the log has a text, one of gRPC's a method, an event a message; of all else the kind has the fields' names. */
function kindOfJson(entries: readonly (readonly [string, unknown])[]): string {
  const told = entries.flatMap(([name, value]) => {
    if (name === "diagnosticEvent") {
      return kindOfJson(Object.entries(value as object));
    }
    return ["level", "msg", "method", "prefix", "message"].includes(name) ? wordsOf(String(value)) : [];
  });
  return [...entries.map(([name]) => name), ...told].join(" ");
}

function wordsOf(text: string): string {
  const property = /(\w+)=\{-----BEGIN/.exec(text)?.[1] ?? "";
  const [words = ""] = text.split(/urn:pulumi:|-----BEGIN|[0-9A-Za-z+/]{40,}/, 1);
  const masked = words
    .replaceAll(/pulumi-nodejs:dynamic(?:\/alicloud:KeyPair|:Resource)/g, "TYPE")
    .replaceAll(/\b(?:dev|control)\b/g, "NAME")
    .replaceAll(/0x[0-9a-f]+|\d+/g, "0");
  return `${masked}${property}`;
}

/** Kinds of lines that hold our key more often than the control's. */
export function linesOfOurs(
  text: string,
  keys: { readonly ours: string; readonly control: string },
): string[] {
  const theirs = kindsOfLines(text, keys.control);
  return [...kindsOfLines(text, keys.ours)].flatMap(([kind, count]) =>
    count > (theirs.get(kind) ?? 0) ? [kind] : [],
  );
}
