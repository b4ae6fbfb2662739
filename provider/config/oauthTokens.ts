/** The access token of an OAuth sign-in, and its renewal, which is written back to the profile. */
import { text, type JsonObject } from "../rpc/json";
import type { Endpoint } from "../rpc/call";
import type { Client } from "../rpc/client";
import { NoAnswer } from "../rpc/errors";
import { pauses, type Operation } from "../rpc/operation";
import { rereadProfile, type CliProfile } from "./profile";
import { writeProfile } from "./profileWrite";
import { logInAgain, signInExpired, signInRefused, unixTimeMs } from "./signIn";

/** Where an OAuth sign-in is renewed, and as which application. */
export interface OAuthSite {
  readonly endpoint: Endpoint;
  readonly clientId: string;
}

/** Secret. */
interface Tokens {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly expiresAtMs: number;
}

/** An access token that expires sooner might not reach the service in time. */
const marginMs = 60_000;

/** @returns a function that returns a valid access token; it throws a {@link CredentialsError} if only a login can get one */
export function openAccessToken(
  client: Client,
  profile: CliProfile,
  site: OAuthSite,
): (operation: Operation) => Promise<string> {
  const newest = openNewestTokens(profile);
  const accessToken = async (operation: Operation): Promise<string> => {
    const { tokens, keep } = newest();
    if (tokens.accessToken !== undefined && tokens.expiresAtMs - marginMs > Date.now()) {
      return tokens.accessToken;
    }
    const { refreshToken } = tokens;
    if (refreshToken === undefined) {
      throw signInExpired(profile);
    }
    // Sent once: the service may accept a refresh token only once.
    const reply = await client.post(renewalRequest(site, refreshToken), "once", operation);
    if (reply.httpStatus === 200) {
      const renewed = renewedTokens(site, reply.body, refreshToken);
      await keep(renewed, operation);
      return renewed.accessToken;
    }
    const isReplaced = (): boolean => newest().tokens.refreshToken !== refreshToken;
    if (!(await becomesTrue(isReplaced, operation))) {
      throw signInRefused(profile, reply);
    }
    return accessToken(operation);
  };
  return accessToken;
}

/** Waits briefly: another process that used the same refresh token first may not have written its tokens yet. */
async function becomesTrue(isReplaced: () => boolean, operation: Operation): Promise<boolean> {
  const pause = pauses(operation);
  return isReplaced() || ((await pause(1)) && isReplaced()) || ((await pause(2)) && isReplaced());
}

interface NewestTokens {
  readonly tokens: Tokens;
  /** Keeps the tokens that replace these: in the profile or, if it can't be written, in this process. */
  readonly keep: (renewed: Tokens, operation: Operation) => Promise<void>;
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
      keep: async (renewed, operation) => {
        unwritten = { tokens: renewed, replaces };
        try {
          await writeProfile(profile.file, profile.name, fieldsOf(renewed), {
            oauth_refresh_token: replaces,
          });
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

function storedTokens(profile: CliProfile): Tokens {
  return {
    accessToken: profile.field("oauth_access_token"),
    refreshToken: profile.field("oauth_refresh_token"),
    expiresAtMs: unixTimeMs(profile, "oauth_access_token_expire"),
  };
}

function fieldsOf({ accessToken, refreshToken, expiresAtMs }: Tokens): JsonObject {
  return {
    oauth_access_token: accessToken,
    oauth_refresh_token: refreshToken,
    oauth_access_token_expire: Math.floor(expiresAtMs / 1000),
  };
}

/** Only the error's code is shown: the message of a parse error quotes the file. */
function unwrittenMessage(profile: CliProfile, error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return (
    `the renewed OAuth sign-in of profile ${profile.name} can't be written to ${profile.file}${code} and serves this run only. ` +
    `${logInAgain(profile)} if the next run can't sign in`
  );
}

function renewalRequest(
  { endpoint, clientId }: OAuthSite,
  refreshToken: string,
): Parameters<Client["post"]>[0] {
  const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return {
    action: "OAuth",
    endpoint,
    path: "/v1/token",
    headers,
    body: new URLSearchParams(form).toString(),
  };
}

/** The lifetime of an access token whose reply omits it; as in the vendor's own libraries. */
const defaultLifetimeS = 3600;

function renewedTokens(
  { endpoint }: OAuthSite,
  body: JsonObject,
  refreshToken: string,
): Tokens & { readonly accessToken: string } {
  const accessToken = text(body["access_token"]);
  if (accessToken === undefined) {
    throw new NoAnswer("OAuth", endpoint.host, "returned no access token");
  }
  const lifetimeS = Number(body["expires_in"]) || defaultLifetimeS;
  return {
    accessToken,
    refreshToken: text(body["refresh_token"]) ?? refreshToken,
    expiresAtMs: Date.now() + lifetimeS * 1000,
  };
}
