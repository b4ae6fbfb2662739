/** OIDC tokens as a pipeline gets them; nobody verifies their signature here. */

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token with these claims beside, or instead of, those that every one has. */
export function oidcToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const all = { iss: "https://ci.test", sub: "main", aud: "sts", ...claims };
  return `${part({ alg: "RS256" })}.${part(all)}.c2ln`;
}
