/** Profiles of mode OAuth, with a sign-in service on the loopback: renewal, what is written back, and what errors say. */
import { chmod, mkdir, readdir, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { oauthKey } from "../../../provider/config/oauth";
import { startOperation, type Operation } from "../../../provider/rpc/operation";
import { moveClock, operation } from "./sources";
import { hourMs, inAnHour, inSeconds, it, session, type SignInService } from "./signInService";

const clientId = "application";

function profileOf(fields: object = {}, name = "oauth"): object {
  return {
    ...{ name, mode: "OAuth", oauth_site_type: "INTL", oauth_refresh_token: "refresh-0" },
    ...{ oauth_access_token: "access-0", oauth_access_token_expire: inSeconds(hourMs) },
    ...fields,
  };
}

/** A profile whose access token has expired. */
function expired(fields: object = {}, name = "oauth"): object {
  return profileOf({ oauth_access_token_expire: inSeconds(-1), ...fields }, name);
}

/** A service that grants sessions, and accepts each refresh token once. */
function oauthOf(service: SignInService, ...refreshTokens: string[]): { readonly site: Site } {
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
  return { site: { endpoint: service.endpoint, clientId } };
}

type Site = NonNullable<Parameters<typeof oauthKey>[2]>;

function paths({ received }: SignInService): string[] {
  return received.map(({ path }) => path);
}

/** An operation that keeps its warnings. */
function warned(): { readonly operation: Operation; readonly warnings: string[] } {
  const warnings: string[] = [];
  const reporter = { say: () => undefined, warn: (message: string) => void warnings.push(message) };
  return { operation: startOperation(10_000, reporter), warnings };
}

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

    await oauthKey(client, file.open(), { endpoint: service.endpoint, clientId })(operation());

    expect(await file.fields()).toMatchObject({
      oauth_access_token: "access-1",
      oauth_refresh_token: "refresh-0",
    });
  });
});

describe("what is written back", () => {
  it("is the tokens and when they expire; every other field, profile and setting stays", async ({
    service,
    profiles,
    client,
  }) => {
    const { site } = oauthOf(service, "refresh-0");
    const other = { name: "other", mode: "AK", access_key_id: "id", future_field: { list: [1, null] } };
    const unknown = { region_id: "cn-hangzhou", sts_expiration: 1, future_field: [{ a: "<&>" }] };
    const file = await profiles(other, expired(unknown));
    const before = JSON.parse(await file.text()) as Record<string, unknown>;
    await writeFile(file.file, JSON.stringify({ ...before, meta_path: "/meta", unknown: true }));

    await oauthKey(client, file.open("oauth"), site)(operation());

    const after = JSON.parse(await file.text()) as { profiles: { oauth_access_token_expire?: number }[] };
    const tokens = { oauth_access_token: "access-1", oauth_refresh_token: "refresh-1" };
    const expires = after.profiles[1]?.oauth_access_token_expire ?? 0;
    expect(Math.abs(expires - inSeconds(7_200_000))).toBeLessThan(60);
    expect(after).toEqual({
      ...{ current: "", meta_path: "/meta", unknown: true },
      profiles: [other, { ...expired(unknown), ...tokens, oauth_access_token_expire: expires }],
    });
  });

  it("contains no session: only the CLI caches one", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());

    await oauthKey(client, file.open(), site)(operation());

    expect(await file.text()).not.toMatch(/session-/);
  });

  it.for([0o600, 0o640, 0o644])(
    "leaves the mode bits %o and no other file",
    async (mode, { service, profiles, client }) => {
      const { site } = oauthOf(service, "refresh-0");
      const file = await profiles(expired());
      await chmod(file.file, mode);

      await oauthKey(client, file.open(), site)(operation());

      expect(await file.fields()).toMatchObject({ oauth_refresh_token: "refresh-1" });
      expect(await file.mode()).toBe(mode);
      expect(await readdir(dirname(file.file))).toEqual(["config.json"]);
    },
  );

  it("does not replace a login that was made during the renewal", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());
    const key = oauthKey(client, file.open(), site);
    const login = { oauth_access_token: "login", oauth_refresh_token: "login-9" };
    service.reply(async ({ path }) => {
      // The CLI writes before the reply arrives.
      await profiles(expired(login));
      return {
        body: path === "/v1/token" ? { access_token: "access-1" } : { ...session, expiration: inAnHour() },
      };
    });

    await key(operation());

    expect(await file.fields()).toMatchObject(login);
  });
});

describe("a profile file behind a symbolic link", () => {
  it("is written where it is, and the link stays", async ({ service, profiles, client, folder }) => {
    const { site } = oauthOf(service, "refresh-0");
    const { file, fields, open } = await profiles(expired());
    const real = join(folder, "settings", "aliyun.json");
    await mkdir(dirname(real));
    await rename(file, real);
    await symlink(real, file);

    await oauthKey(client, open(), site)(operation());

    expect(await readlink(file)).toBe(real);
    expect(await fields()).toMatchObject({ oauth_refresh_token: "refresh-1" });
    expect(await readdir(dirname(real))).toEqual(["aliyun.json"]);
  });
});

describe("a profile file that can't be written", () => {
  it.for([
    ["because it is read-only", (file: string, work: Work) => withMode(file, 0o444, work)],
    [
      "because its folder is read-only",
      (file: string, work: Work) => withMode(dirname(file), 0o555, () => withoutRoot(work)),
    ],
  ] as const)(
    "%s stops nothing: the tokens serve this run",
    async ([, locked], { service, profiles, client }) => {
      const { site } = oauthOf(service, "refresh-0");
      const file = await profiles(expired());
      const before = await file.text();
      const key = oauthKey(client, file.open(), site);
      const { operation: one, warnings } = warned();

      const found = await locked(file.file, async () => {
        await key(one);
        moveClock(3 * hourMs);
        return key(one);
      });

      expect(found).toEqual(session);
      expect(paths(service).filter((path) => path === "/v1/token")).toHaveLength(2);
      expect(await file.text()).toBe(before);
      expect(warnings).toEqual([
        `the renewed OAuth sign-in of profile oauth can't be written to ${file.file} (EACCES) and serves this run only. ` +
          `Log in again with aliyun configure --mode OAuth --profile oauth --config-path ${file.file} if the next run can't sign in`,
      ]);
    },
  );
});

type Work = () => Promise<unknown>;

async function withMode(path: string, mode: number, work: Work): Promise<unknown> {
  const { mode: before } = await stat(path);
  await chmod(path, mode);
  return work().finally(() => chmod(path, before));
}

/** Root may write to a read-only folder, so it works as somebody else. */
function withoutRoot(work: Work): Promise<unknown> {
  const root = 0;
  if (process.geteuid?.() !== root) {
    return work();
  }
  process.seteuid?.(65534);
  return work().finally(() => process.seteuid?.(root));
}

describe("several runs at once", () => {
  it("that renew one sign-in all go on, and the file has the tokens that are good", async ({
    service,
    profiles,
    client,
  }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());
    const keys = Array.from({ length: 5 }, () => oauthKey(client, file.open(), site));

    const found = await Promise.all(keys.map((key) => key(operation())));

    expect(found).toEqual(Array.from({ length: 5 }, () => session));
    expect(await file.fields()).toMatchObject({
      oauth_access_token: "access-1",
      oauth_refresh_token: "refresh-1",
    });
  });

  it("that renew profiles of one file lose none of their tokens", async ({ service, profiles, client }) => {
    const names = Array.from({ length: 8 }, (_, index) => `oauth-${index}`);
    const tokens = names.map((name) => `${name}-refresh-0`);
    const { site } = oauthOf(service, ...tokens);
    const file = await profiles(
      ...names.map((name) => expired({ oauth_refresh_token: `${name}-refresh-0` }, name)),
    );

    await Promise.all(names.map((name) => oauthKey(client, file.open(name), site)(operation())));

    const written = await Promise.all(names.map((name) => file.fields(name)));
    expect(written.map((fields) => fields["oauth_refresh_token"])).toEqual(
      names.map((name) => `${name}-refresh-1`),
    );
    expect(await readdir(dirname(file.file))).toEqual(["config.json"]);
  });

  it("do not wait for one that was killed while it wrote", async ({ service, profiles, client }) => {
    const { site } = oauthOf(service, "refresh-0");
    const file = await profiles(expired());
    await writeFile(`${file.file}.lock`, "");

    expect(await oauthKey(client, file.open(), site)(operation())).toEqual(session);
    expect(await file.fields()).toMatchObject({ oauth_refresh_token: "refresh-1" });
    expect(await readdir(dirname(file.file))).toEqual(["config.json"]);
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
    const key = oauthKey(client, file.open(), { endpoint: service.endpoint, clientId });

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
    const key = oauthKey(client, (await profiles(profileOf())).open(), {
      endpoint: service.endpoint,
      clientId,
    });

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
    const key = oauthKey(client, (await profiles(expired())).open(), {
      endpoint: service.endpoint,
      clientId,
    });

    await expect(key(operation(300))).rejects.toThrow("they did not arrive before the operation's deadline");
  });
});
