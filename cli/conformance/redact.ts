/** Removes what must not be in a report from texts that come from outside: keys, and ids of accounts and resources. */

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN[\s\S]*?(?:-----END[^\n]*|$)/g, "(key)"],
  // A key, token or signature: no word, and hardly any name, has so long a run.
  [/[A-Za-z0-9+/=%]{40,}/g, "(key)"],
  [/\b(?:LTAI|STS\.|TMP\.)[A-Za-z0-9]{6,}/g, "(access key)"],
  [/\d{10,}/g, "(account)"],
  [/\b(?:i|rg|ssh|sg|vpc|vsw|eni|d|c|t)-[a-z0-9]{8,}\b/g, "(id)"],
  // RAM names the caller like this.
  [/\b[\w.-]+@[\w.-]+/g, "(user)"],
];

/**
 * @param text - for example, a message of the service or an error of Pulumi's
 * @returns the text on one line, at most 300 characters long
 */
export function redact(text: string): string {
  const redacted = patterns.reduce((before, [pattern, instead]) => before.replaceAll(pattern, instead), text);
  const line = redacted.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
