/** Profiles of mode OAuth, with a sign-in service on the loopback: what it is asked for, when, and what errors say. */
import { describe, expect } from "vitest";
import { oauthKey } from "../../../provider/config/oauth";
import { expired, oauthOf, paths, profileOf, siteOf } from "./oauthService";
import { moveClock, operation } from "./sources";
import { hourMs, inAnHour, inSeconds, it, session } from "./signInService";

async function failureOf(work: Promise<unknown>): Promise<string> {
  return String(await work.catch((error: unknown) => error));
}

describe("an OAuth sign-in", () => {
  it("with a valid access token is exchanged for a session, once for many calls, and nothing is written", async ({
    service,
    profiles,
    client,
  }) => {
    const { site } = oauthOf(service);
    const file = await profiles(profileOf());
    const before = await file.text();
    const key = oauthKey(client, file.open(), site);

    const keys = await Promise.all(Array.from({ length: 20 }, () => key(operation())));

    expect(keys).toEqual(Array.from({ length: 20 }, () => session));
    expect(service.received).toEqual([
      { path: "/v1/exchange", authorization: "Bearer access-0", contentType: "application/json", body: "" },
    ]);
    expect(await file.text()).toBe(before);
  });

  it("uses the session that the CLI has cached", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service);
    const cached = {
      ...{ access_key_id: "STS.cached", access_key_secret: "cached-s3cret", sts_token: "cached-token" },
      sts_expiration: inSeconds(hourMs),
    };
    const file = await profiles(expired(cached));

    const found = await oauthKey(client, file.open(), site)(operation());

    expect(found.accessKeyId).toBe("STS.cached");
    expect(service.received).toEqual([]);
  });

  it("whose access token has expired is renewed before it is exchanged", async ({
    service,
    profiles,
    client,
  }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());

    expect(await oauthKey(client, file.open(), site)(operation())).toEqual(session);
    expect(service.received).toEqual([
      {
        path: "/v1/token",
        authorization: undefined,
        contentType: "application/x-www-form-urlencoded",
        body: "grant_type=refresh_token&refresh_token=refresh-0&client_id=application",
      },
      { path: "/v1/exchange", authorization: "Bearer access-1", contentType: "application/json", body: "" },
    ]);
  });

  it("that was renewed is good for the next run too", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());
    await oauthKey(client, file.open(), site)(operation());

    await oauthKey(client, file.open(), site)(operation());
    moveClock(3 * hourMs);
    await oauthKey(client, file.open(), site)(operation());

    expect(paths(service)).toEqual([
      ...["/v1/token", "/v1/exchange", "/v1/exchange"],
      ...["/v1/token", "/v1/exchange"],
    ]);
    expect(await file.fields()).toMatchObject({ oauth_refresh_token: "refresh-2" });
  });

  it("keeps its refresh token if the service returns no other", async ({ service, profiles, client }) => {
    service.reply(({ path }) => ({
      body: path === "/v1/token" ? { access_token: "access-1" } : { ...session, expiration: inAnHour() },
    }));
    const file = await profiles(expired());

    await oauthKey(client, file.open(), siteOf(service))(operation());

    expect(await file.fields()).toMatchObject({
      oauth_access_token: "access-1",
      oauth_refresh_token: "refresh-0",
    });
  });
});

describe("an OAuth sign-in that has ended", () => {
  it("is an error with the command that logs in again, and the file stays", async ({
    service,
    profiles,
    client,
  }) => {
    const { site } = oauthOf(service);
    const file = await profiles(expired());
    const before = await file.text();

    const failure = await failureOf(oauthKey(client, file.open(), site)(operation()));

    expect(failure).toMatch(
      /the OAuth sign-in of profile oauth was refused: invalid_grant \(HTTP 400, RequestId 1A-2B\)\. Log in again with aliyun configure --mode OAuth --profile oauth/,
    );
    expect(failure).not.toContain("refresh-0");
    expect(paths(service)).toEqual(["/v1/token"]);
    expect(await file.text()).toBe(before);
  });

  it("without a refresh token asks for a login at once", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service);
    const file = await profiles(expired({ oauth_refresh_token: "" }));

    await expect(oauthKey(client, file.open(), site)(operation())).rejects.toThrow(
      /the OAuth sign-in of profile oauth has expired\. Log in again/,
    );
    expect(service.received).toEqual([]);
  });
});

describe("an OAuth service", () => {
  it("whose renewal has no access token, or is not JSON, is an error that does not quote it", async ({
    service,
    profiles,
    client,
  }) => {
    const file = await profiles(expired());
    const key = oauthKey(client, file.open(), siteOf(service));

    service.reply(() => ({ body: { refresh_token: "t0ken" } }));
    const incomplete = await failureOf(key(operation()));
    service.reply(() => ({ body: "t0ken" }));
    const unreadable = await failureOf(key(operation()));

    expect(incomplete).toMatch(/OAuth: 127\.0\.0\.1:\d+ returned no access token/);
    expect(unreadable).toMatch(/OAuth: 127\.0\.0\.1:\d+ returned a response that is not the API's/);
    expect(incomplete + unreadable).not.toContain("t0ken");
    // A renewal that may have used up the token is never sent twice.
    expect(paths(service)).toEqual(["/v1/token", "/v1/token"]);
  });

  it("that refuses the exchange is reported with its status", async ({ service, profiles, client }) => {
    service.reply(() => ({ status: 401, body: { error: "expired_token", requestId: "R1" } }));
    const key = oauthKey(client, (await profiles(profileOf())).open(), siteOf(service));

    await expect(key(operation())).rejects.toThrow(
      /was refused: expired_token \(HTTP 401, RequestId R1\)\. Log in again with aliyun configure --mode OAuth/,
    );
  });

  it("that does not reply costs no more than the operation has left", async ({
    service,
    profiles,
    client,
  }) => {
    service.reply(() => undefined);
    const key = oauthKey(client, (await profiles(expired())).open(), siteOf(service));

    await expect(key(operation(300))).rejects.toThrow("they did not arrive before the operation's deadline");
  });
});
