/** docs/troubleshooting.md against the sources: a message without an entry fails, and so does an entry without a message. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/setup/places.mjs";
import { blank, messagesOf, sources } from "./messages";
import { notMessages } from "./notMessages";

/** The code at the start of a heading or a list item: the first words of one message, or of several. */
function entriesOf(page: string): string[] {
  const starts = page.matchAll(/^(?:### |- )((?:`[^`]+`(?:,\s+)?)+)/gm);
  return [...starts].flatMap(([, codes = ""]) =>
    [...codes.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code),
  );
}

/** A text with a blank for each name, without what stands for more of a code: `NAME` as the page writes it, `keyPairName` or `source_profile` as messages do, and what is filled in. */
function withBlanks(text: string): string {
  return text
    .replaceAll("`", "")
    .replace(/\*$/, "")
    .replaceAll(/(?<=\w)…/g, "")
    .replaceAll(/\b([A-Z][A-Z_]+|[a-z]+(_|[A-Z])\w*)\b/g, blank)
    .replaceAll('"…"', blank)
    .replaceAll("… in …", blank)
    .replace(/^\P{L}+/u, "");
}

/** Whether a message begins with these words, the last of them whole. */
function begins(message: string, words: string): boolean {
  return message.startsWith(words) && !/^\w/.test(message.slice(words.length));
}

const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
const entries = entriesOf(page);
const messages = sources().flatMap((file) =>
  messagesOf(file).map((message) => ({ file, message: withBlanks(message) })),
);

describe("docs/troubleshooting.md", () => {
  it("has an entry with the first words of each message", () => {
    const known = entries.map(withBlanks);
    const others = notMessages.map(withBlanks);

    const missing = messages.filter(
      ({ message }) => !others.includes(message) && !known.some((words) => begins(message, words)),
    );

    expect(missing.map(({ file, message }) => `${file}: ${message}`)).toEqual([]);
  });

  it("has no entry whose words no message begins with", () => {
    const stale = entries.filter(
      (entry) => !messages.some(({ message }) => begins(message, withBlanks(entry))),
    );

    expect(entries.length).toBeGreaterThan(100);
    expect(stale).toEqual([]);
  });

  it("is compared without texts that are no longer in the sources", () => {
    expect(
      notMessages.filter((text) => !messages.some(({ message }) => message === withBlanks(text))),
    ).toEqual([]);
  });
});
