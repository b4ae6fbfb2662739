/** The keys that roles lead to: one taken on with another key, or with a token of an OIDC provider. */
import { readFile } from "node:fs/promises";
import { assumeRole, assumeRoleWithOidc, type Sts } from "../rpc/sts";
import { CredentialsError } from "./errors";
import type { AssumedRole, OidcRole } from "./role";
import { renewed, type KeySource } from "./session";

/** Opens the key of a role that is taken on with another key. */
export function assumedKey(sts: Sts, role: AssumedRole, base: KeySource): KeySource {
  return renewed(async (operation) => assumeRole(sts, role, await base(operation), operation));
}

/** Opens the key of an OIDC role. The token's file is read at each renewal: whoever keeps it puts new ones there. */
export function oidcKey(sts: Sts, role: OidcRole): KeySource {
  return renewed(async (operation) => assumeRoleWithOidc(sts, role, await tokenOf(role), operation));
}

async function tokenOf({ token }: OidcRole): Promise<string> {
  if ("text" in token) {
    return token.text;
  }
  const text = await readFile(token.file, "utf8").catch(() => "");
  if (text.trim() === "") {
    throw new CredentialsError(`there is no token in ${token.file}`);
  }
  return text.trim();
}
