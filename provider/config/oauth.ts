/** The key of an OAuth sign-in: the CLI's access token is renewed if it has expired, and exchanged for a session. */
import type { Endpoint } from "../rpc/call";
import type { Client } from "../rpc/client";
import { text, type Body } from "../rpc/body";
import { NoAnswer } from "../rpc/errors";
import { pauses, type Operation } from "../rpc/operation";
import { requiredField, rereadProfile, type CliProfile } from "./profile";
import { writeProfile } from "./profileWrite";
import { renewed, type ExpiringKey, type KeySource } from "./session";
import {
  cachedSession,
  checkedSession,
  logInAgain,
  signInExpired,
  signInRefused,
  unixTimeMs,
} from "./signIn";
import { CredentialsError, type Fields } from "./source";

/** Where an OAuth sign-in is renewed, and as which application. */
export interface OAuthSite {
  readonly endpoint: Endpoint;
  readonly clientId: string;
}

/** The CLI's own application on Alibaba Cloud's two sites. */
const sites = new Map<string, OAuthSite>([
  ["CN", { endpoint: publicEndpoint("oauth.aliyun.com"), clientId: "4038181954557748008" }],
  ["INTL", { endpoint: publicEndpoint("oauth.alibabacloud.com"), clientId: "4103531455503354461" }],
]);

function publicEndpoint(host: string): Endpoint {
  return { protocol: "https", host, fromRegion: false };
}

/** @throws {@link CredentialsError} for an unknown site */
export function oauthSite(profile: CliProfile): OAuthSite {
  const site = sites.get(requiredField(profile, "oauth_site_type").toUpperCase());
  if (site === undefined) {
    throw new CredentialsError(`profile ${profile.name}'s oauth_site_type must be CN or INTL`);
  }
  return site;
}

/**
 * Opens the key of a profile of mode `OAuth`. A refresh token is good for one use: what it was exchanged for is written back to the
 * profile, for the CLI and for later runs.
 *
 * @throws {@link CredentialsError} for a profile that the CLI did not log in to
 */
export function oauthKey(client: Client, profile: CliProfile, site = oauthSite(profile)): KeySource {
  requiredField(profile, "oauth_refresh_token");
  const accessToken = openTokens(client, profile, site);
  return renewed(async (operation) => {
    const cached = cachedSession(rereadProfile(profile));
    return cached ?? (await newSession(client, site, profile, await accessToken(operation), operation));
  });
}

const action = "OAuth";

/** Secret. */
interface Tokens {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly expiresAtMs: number;
}

function storedTokens(profile: CliProfile): Tokens {
  return {
    accessToken: profile.field("oauth_access_token"),
    refreshToken: profile.field("oauth_refresh_token"),
    expiresAtMs: unixTimeMs(profile, "oauth_access_token_expire"),
  };
}

/** An access token that expires sooner might not reach the service in time. */
const accessMarginMs = 60_000;

function validToken({ accessToken, expiresAtMs }: Tokens): string | undefined {
  return expiresAtMs - accessMarginMs > Date.now() ? accessToken : undefined;
}

/** @returns a function that returns a valid access token */
function openTokens(
  client: Client,
  profile: CliProfile,
  site: OAuthSite,
): (operation: Operation) => Promise<string> {
  const newest = openNewestTokens(profile);
  const accessToken = async (operation: Operation): Promise<string> => {
    const { tokens, keep } = newest();
    const valid = validToken(tokens);
    if (valid !== undefined) {
      return valid;
    }
    const { refreshToken } = tokens;
    if (refreshToken === undefined) {
      throw signInExpired(profile);
    }
    const reply = await client.post(refreshRequest(site, refreshToken), "once", operation);
    if (reply.httpStatus === 200) {
      const refreshed = refreshedTokens(site, reply.body, refreshToken);
      await keep(refreshed, operation);
      return refreshed.accessToken;
    }
    const isReplaced = (): boolean => newest().tokens.refreshToken !== refreshToken;
    if (!(await isSoon(isReplaced, operation))) {
      throw signInRefused(profile, reply);
    }
    return accessToken(operation);
  };
  return accessToken;
}

/** Another process that used the same refresh token first may not have written its tokens yet. */
async function isSoon(isReplaced: () => boolean, operation: Operation): Promise<boolean> {
  const pause = pauses(operation);
  return isReplaced() || ((await pause(1)) && isReplaced()) || ((await pause(2)) && isReplaced());
}

interface NewestTokens {
  readonly tokens: Tokens;
  /** Keeps the tokens that replace these: in the profile or, if it can't be written, in this process. */
  readonly keep: (refreshed: Tokens, operation: Operation) => Promise<void>;
}

/** @returns a function that returns the profile's tokens, or newer ones that could not be written to it */
function openNewestTokens(profile: CliProfile): () => NewestTokens {
  let unwritten: { readonly tokens: Tokens; readonly replaces: string | undefined } | undefined;
  let isReported = false;
  return () => {
    const stored = storedTokens(rereadProfile(profile));
    const replaces = stored.refreshToken;
    return {
      tokens: unwritten !== undefined && unwritten.replaces === replaces ? unwritten.tokens : stored,
      keep: async (refreshed, operation) => {
        unwritten = { tokens: refreshed, replaces };
        try {
          // Whoever has logged in since knows better.
          const isMeant = (fields: Fields): boolean => fields["oauth_refresh_token"] === replaces;
          await writeProfile(profile.file, profile.name, profileFields(refreshed), isMeant);
          unwritten = undefined;
        } catch (error) {
          if (!isReported) {
            isReported = true;
            operation.warn(unwrittenMessage(profile, error));
          }
        }
      },
    };
  };
}

function profileFields({ accessToken, refreshToken, expiresAtMs }: Tokens): Fields {
  return {
    oauth_access_token: accessToken,
    oauth_refresh_token: refreshToken,
    oauth_access_token_expire: Math.floor(expiresAtMs / 1000),
  };
}

function unwrittenMessage(profile: CliProfile, error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return (
    `the renewed OAuth sign-in of profile ${profile.name} can't be written to ${profile.file}${code}, so it is good for this run ` +
    `only. If the next run refuses it: ${logInAgain(profile)}`
  );
}

type Request = Parameters<Client["post"]>[0];

function refreshRequest({ endpoint, clientId }: OAuthSite, refreshToken: string): Request {
  const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { action, endpoint, path: "/v1/token", headers, body: new URLSearchParams(form).toString() };
}

/** The lifetime of an access token whose reply does not say it. */
const defaultLifetimeS = 3600;

function refreshedTokens(
  { endpoint }: OAuthSite,
  body: Body,
  refreshToken: string,
): Tokens & { readonly accessToken: string } {
  const accessToken = text(body["access_token"]);
  if (accessToken === undefined) {
    throw new NoAnswer(action, endpoint.host, "returned no access token");
  }
  const lifetimeS = Number(body["expires_in"]) || defaultLifetimeS;
  return {
    accessToken,
    refreshToken: text(body["refresh_token"]) ?? refreshToken,
    expiresAtMs: Date.now() + lifetimeS * 1000,
  };
}

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
