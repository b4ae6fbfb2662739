/** The key of an OAuth sign-in: its access token is exchanged for a session. */
import type { Endpoint } from "../rpc/call";
import type { Client } from "../rpc/client";
import type { Operation } from "../rpc/operation";
import { openAccessToken, type OAuthSite } from "./oauthTokens";
import { requiredField, rereadProfile, type CliProfile } from "./profile";
import { renewed, type ExpiringKey, type KeySource } from "./session";
import { cachedSession, checkedSession, signInRefused } from "./signIn";
import { CredentialsError } from "./source";

/** The CLI's own application on Alibaba Cloud's two sites. */
const sites = new Map<string, OAuthSite>([
  ["CN", { endpoint: publicEndpoint("oauth.aliyun.com"), clientId: "4038181954557748008" }],
  ["INTL", { endpoint: publicEndpoint("oauth.alibabacloud.com"), clientId: "4103531455503354461" }],
]);

function publicEndpoint(host: string): Endpoint {
  return { protocol: "https", host, fromRegion: false };
}

function oauthSite(profile: CliProfile): OAuthSite {
  const site = sites.get(requiredField(profile, "oauth_site_type").toUpperCase());
  if (site === undefined) {
    throw new CredentialsError(`profile ${profile.name}'s oauth_site_type must be CN or INTL`);
  }
  return site;
}

/**
 * Opens the key of a profile of mode `OAuth`.
 *
 * @throws {@link CredentialsError} for an unknown site, and for a profile that the CLI did not log in to
 */
export function oauthKey(client: Client, profile: CliProfile, site = oauthSite(profile)): KeySource {
  requiredField(profile, "oauth_access_token");
  const accessToken = openAccessToken(client, profile, site);
  return renewed(async (operation) => {
    const cached = cachedSession(rereadProfile(profile));
    return cached ?? (await newSession(client, site, profile, await accessToken(operation), operation));
  });
}

const action = "OAuth";

async function newSession(
  client: Client,
  { endpoint }: OAuthSite,
  profile: CliProfile,
  accessToken: string,
  operation: Operation,
): Promise<ExpiringKey> {
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
  const request = { action, endpoint, path: "/v1/exchange", headers, body: "" };
  const reply = await client.post(request, "repeatable", operation);
  if (reply.httpStatus !== 200) {
    throw signInRefused(profile, reply);
  }
  const { accessKeyId, accessKeySecret, securityToken, expiration } = reply.body;
  return checkedSession(action, endpoint, { accessKeyId, accessKeySecret, securityToken, expiration });
}
