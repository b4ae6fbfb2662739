/** An OAuth service on the loopback, and profiles of mode OAuth that sign in to it. */
import type { oauthKey } from "../../../provider/config/oauth";
import { hourMs, inAnHour, inSeconds, session, type Named, type SignInService } from "./signInService";

/** The application that signs in. */
const clientId = "application";

/** A profile that the CLI has logged in to. */
export function profileOf(fields: object = {}, name = "oauth"): Named {
  return {
    ...{ name, mode: "OAuth", oauth_site_type: "INTL", oauth_refresh_token: "refresh-0" },
    ...{ oauth_access_token: "access-0", oauth_access_token_expire: inSeconds(hourMs) },
    ...fields,
  };
}

/** A profile whose access token has expired. */
export function expired(fields: object = {}, name = "oauth"): Named {
  return profileOf({ oauth_access_token_expire: inSeconds(-1), ...fields }, name);
}

/** A service that grants sessions, and accepts each refresh token once. */
export function oauthOf(service: SignInService, ...refreshTokens: string[]): { readonly site: Site } {
  const unused = new Set(refreshTokens);
  service.reply(({ path, body }) => {
    if (path === "/v1/exchange") {
      return { body: { requestId: "R", ...session, expiration: inAnHour() } };
    }
    const used = new URLSearchParams(body).get("refresh_token") ?? "";
    if (!unused.delete(used)) {
      return { status: 400, body: { error: "invalid_grant", error_description: used, requestId: "1A-2B" } };
    }
    const next = used.replace(/\d+$/, (digits) => String(Number(digits) + 1));
    unused.add(next);
    const access_token = next.replace("refresh", "access");
    return { body: { access_token, refresh_token: next, expires_in: 7200, token_type: "Bearer" } };
  });
  return { site: siteOf(service) };
}

type Site = NonNullable<Parameters<typeof oauthKey>[2]>;

/** What the service was asked for, in order. */
export function paths({ received }: SignInService): string[] {
  return received.map(({ path }) => path);
}

/** The service, without replies yet. */
export function siteOf({ endpoint }: SignInService): Site {
  return { endpoint, clientId };
}
