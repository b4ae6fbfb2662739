/** The key of a CloudSSO sign-in: the access token that the CLI's login stored is exchanged for a session. */
import type { Endpoint } from "../rpc/call";
import type { Client } from "../rpc/client";
import { isJsonObject } from "../rpc/json";
import { isLoopback } from "../rpc/loopback";
import type { Operation } from "../rpc/operation";
import { requiredField, rereadProfile, type CliProfile } from "./profile";
import { renewed, type ExpiringKey, type KeySource } from "./session";
import { cachedSession, checkedSession, signInExpired, signInRefused, unixTimeMs } from "./signIn";
import { ConfigurationError } from "./source";

/**
 * Opens the key of a profile of mode `CloudSSO`. An access token can't be renewed without a browser.
 *
 * @throws {@link CredentialsError} for a profile that the CLI did not log in to, {@link ConfigurationError} for a sign-in URL that
 *   would send the token unencrypted over a network
 */
export function cloudSsoKey(client: Client, profile: CliProfile): KeySource {
  signInOf(profile);
  return renewed(async (operation) => {
    const current = rereadProfile(profile);
    return cachedSession(current) ?? (await newSession(client, current, operation));
  });
}

const action = "CloudSSO";

interface SignIn {
  readonly endpoint: Endpoint;
  readonly account: string;
  readonly accessConfiguration: string;
  readonly accessToken: string;
}

function signInOf(profile: CliProfile): SignIn {
  return {
    endpoint: signInEndpoint(profile),
    account: requiredField(profile, "cloud_sso_account_id"),
    accessConfiguration: requiredField(profile, "cloud_sso_access_config"),
    accessToken: requiredField(profile, "access_token"),
  };
}

/** Only the host of the sign-in URL counts: its path is the login page's. */
function signInEndpoint(profile: CliProfile): Endpoint {
  const url = URL.parse(requiredField(profile, "cloud_sso_sign_in_url"));
  if (url?.protocol === "https:") {
    return { protocol: "https", host: url.host, fromRegion: false };
  }
  if (url?.protocol === "http:" && isLoopback(url.host)) {
    return { protocol: "http", host: url.host, fromRegion: false };
  }
  throw new ConfigurationError(`profile ${profile.name}'s cloud_sso_sign_in_url must be an https:// URL`);
}

async function newSession(client: Client, profile: CliProfile, operation: Operation): Promise<ExpiringKey> {
  const { endpoint, account, accessConfiguration, accessToken } = signInOf(profile);
  if (unixTimeMs(profile, "cloud_sso_access_token_expire") <= Date.now()) {
    throw signInExpired(profile);
  }
  const request = {
    action,
    endpoint,
    path: "/cloud-credentials",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ AccountId: account, AccessConfigurationId: accessConfiguration }),
  };
  const reply = await client.post(request, "repeatable", operation);
  if (reply.httpStatus !== 200) {
    throw signInRefused(profile, reply);
  }
  const given = reply.body["CloudCredential"];
  const fields = isJsonObject(given) ? given : {};
  return checkedSession(action, endpoint, {
    accessKeyId: fields["AccessKeyId"],
    accessKeySecret: fields["AccessKeySecret"],
    securityToken: fields["SecurityToken"],
    expiration: fields["Expiration"],
  });
}
