/** What a renewed OAuth sign-in writes to the CLI's file, what it leaves as it is, and files that can't be written. */
import { chmod, mkdir, readdir, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { oauthKey } from "../../../provider/config/oauth";
import { startOperation, type Operation } from "../../../provider/rpc/operation";
import { onPosix } from "../posix";
import { expired, oauthOf, paths } from "./oauthService";
import { moveClock, operation } from "./sources";
import { hourMs, inAnHour, inSeconds, it, session } from "./signInService";

/** An operation that keeps its warnings. */
function warned(): { readonly operation: Operation; readonly warnings: string[] } {
  const warnings: string[] = [];
  const reporter = { say: () => undefined, warn: (message: string) => void warnings.push(message) };
  return { operation: startOperation(10_000, reporter), warnings };
}

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
    async (mode, { service, profiles, client, skip }) => {
      onPosix("file modes", skip);
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
  it("is written where it is, and the link stays", async ({ service, profiles, client, folder, skip }) => {
    onPosix("symbolic links", skip);
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
    async ([, locked], { service, profiles, client, skip }) => {
      onPosix("file modes", skip);
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
