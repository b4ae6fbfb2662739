/** Profiles of mode CloudSSO, with a sign-in service on the loopback: what it is asked for, when, and what errors say. */
import { rm, writeFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { cloudSsoKey } from "../../../provider/config/cloudSso";
import type { AccessKey } from "../../../provider/rpc/call";
import { moveClock, operation, source } from "./sources";
import { hourMs, inAnHour, inSeconds, it, session, type Named, type SignInService } from "./signInService";

function profileOf({ url }: Pick<SignInService, "url">, fields: object = {}): Named {
  return {
    name: "sso",
    mode: "CloudSSO",
    cloud_sso_sign_in_url: url,
    cloud_sso_account_id: "1234567890123456",
    cloud_sso_access_config: "ac-00example",
    access_token: "access-t0ken",
    cloud_sso_access_token_expire: inSeconds(hourMs),
    ...fields,
  };
}

const cached = {
  access_key_id: "STS.cached",
  access_key_secret: "cached-s3cret",
  sts_token: "cached-token",
};

function granted(expiration = inAnHour(), key: AccessKey = session): { body: object } {
  const { accessKeyId, accessKeySecret, securityToken } = key;
  const CloudCredential = {
    ...{ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: securityToken },
    Expiration: expiration,
  };
  return { body: { RequestId: "R", CloudCredential } };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return String(await work.catch((error: unknown) => error));
}

describe("a CloudSSO sign-in", () => {
  it("is exchanged for a session, once for many calls", async ({ service, profiles, client }) => {
    service.reply(() => granted());
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    const keys = await Promise.all(Array.from({ length: 20 }, () => key(operation())));

    expect(keys).toEqual(Array.from({ length: 20 }, () => session));
    expect(service.received).toEqual([
      {
        path: "/cloud-credentials",
        authorization: "Bearer access-t0ken",
        contentType: "application/json",
        body: '{"AccountId":"1234567890123456","AccessConfigurationId":"ac-00example"}',
      },
    ]);
  });

  it("writes nothing to the profile file", async ({ service, profiles, client }) => {
    service.reply(() => granted());
    const file = await profiles(profileOf(service));
    const before = await file.text();

    await cloudSsoKey(client, file.open())(operation());

    expect(await file.text()).toBe(before);
  });

  it("uses the session that the CLI has cached", async ({ service, profiles, client }) => {
    const fields = { ...cached, sts_expiration: inSeconds(hourMs), cloud_sso_access_token_expire: 1 };
    const file = await profiles(profileOf(service, fields));

    const found = await cloudSsoKey(client, file.open())(operation());

    expect(found).toMatchObject({ accessKeyId: "STS.cached", securityToken: "cached-token" });
    expect(service.received).toEqual([]);
  });

  it("gets a new session if the cached one soon expires", async ({ service, profiles, client }) => {
    service.reply(() => granted());
    const fields = { ...cached, sts_expiration: inSeconds(4 * 60_000) };
    const file = await profiles(profileOf(service, fields));

    expect(await cloudSsoKey(client, file.open())(operation())).toEqual(session);
  });

  it("is renewed before its session expires", async ({ service, profiles, client }) => {
    service.reply(() => granted());
    const fields = { cloud_sso_access_token_expire: inSeconds(8 * hourMs) };
    const key = cloudSsoKey(client, (await profiles(profileOf(service, fields))).open());

    await key(operation());
    moveClock(56 * 60_000);
    await key(operation());

    expect(service.received).toHaveLength(2);
  });

  it("with a session of a minute is not exchanged at each call", async ({ service, profiles, client }) => {
    service.reply(() => granted(new Date(Date.now() + 60_000).toISOString()));
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    await key(operation());
    await key(operation());

    expect(service.received).toHaveLength(1);
  });

  it("uses a login that the CLI makes during the run", async ({ service, profiles, client }) => {
    service.reply(() => granted());
    const file = await profiles(profileOf(service, { cloud_sso_access_token_expire: 1 }));
    const key = cloudSsoKey(client, file.open());
    await expect(key(operation())).rejects.toThrow(/has expired/);
    await profiles(profileOf(service, { access_token: "new-t0ken" }));

    expect(await key(operation())).toEqual(session);
    expect(service.received.map(({ authorization }) => authorization)).toEqual(["Bearer new-t0ken"]);
  });

  it("serves as source_profile of a role", async ({ service, profiles, find, emulator }) => {
    const roleArn = `acs:ram::${emulator.accountId()}:role/deploy`;
    const assumed = await find(
      source({
        ALICLOUD_ACCESS_KEY: "emulator",
        ALICLOUD_SECRET_KEY: "emulator",
        ALICLOUD_ASSUME_ROLE_ARN: roleArn,
      }),
    )();
    service.reply(() => granted(inAnHour(), assumed));
    const role = {
      name: "role",
      mode: "ChainableRamRoleArn",
      source_profile: "sso",
      ram_role_arn: roleArn,
    };
    const { file } = await profiles(role, profileOf(service));

    const found = await find(source({}, { sharedCredentialsFile: file, profile: "role" }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls().at(-1)).toMatchObject({
      action: "AssumeRole",
      accessKeyId: assumed.accessKeyId,
      outcome: "OK",
    });
  });
});

describe("a CloudSSO sign-in that has expired", () => {
  it("is an error with the command that logs in again", async ({ service, profiles, client }) => {
    const file = await profiles(profileOf(service, { cloud_sso_access_token_expire: inSeconds(-1000) }));

    const failure = await failureOf(cloudSsoKey(client, file.open())(operation()));

    expect(failure).toBe(
      "CredentialsError: the CloudSSO sign-in of profile sso has expired. " +
        `Log in again with aliyun configure --mode CloudSSO --profile sso --config-path ${file.file}`,
    );
    expect(service.received).toEqual([]);
  });
});

describe("a CloudSSO service", () => {
  it("that refuses is reported with its code and RequestId, and the command that logs in again", async ({
    service,
    profiles,
    client,
  }) => {
    const body = { ErrorCode: "InvalidToken", ErrorMessage: "access-t0ken is invalid", RequestId: "1A2B-3C" };
    service.reply(() => ({ status: 401, body }));
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    const failure = await failureOf(key(operation()));

    expect(failure).toMatch(
      /the CloudSSO sign-in of profile sso was refused: InvalidToken \(HTTP 401, RequestId 1A2B-3C\)\. Log in again with aliyun/,
    );
    expect(failure).not.toContain("t0ken");
    expect(service.received).toHaveLength(1);
  });

  it("that refuses without a code is reported with its status", async ({ service, profiles, client }) => {
    service.reply(() => ({ status: 403, body: "<html>access-t0ken</html>" }));
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    expect(await failureOf(key(operation()))).toMatch(/was refused: HTTP 403\. Log in again/);
  });

  it.extend({ retryTimeoutMs: 300 }).for([
    ["that is not JSON", "access-t0ken", /127\.0\.0\.1:\d+ returned a response that is not the API's/],
    ["without credentials", { CloudCredential: null }, /127\.0\.0\.1:\d+ returned no credentials/],
    [
      "whose expiration is no time",
      { CloudCredential: { AccessKeyId: "i", AccessKeySecret: "s", SecurityToken: "t", Expiration: "soon" } },
      /returned no credentials/,
    ],
  ] as const)(
    "with a reply %s is an error that does not quote it",
    async ([, body, text], { service, profiles, client }) => {
      service.reply(() => ({ body }));
      const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

      const failure = await failureOf(key(operation()));

      expect(failure).toMatch(text);
      expect(failure).not.toContain("t0ken");
    },
  );

  it("with a server error is asked again", async ({ service, profiles, client }) => {
    service.reply(() => (service.received.length === 1 ? { status: 503, body: "" } : granted()));
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    expect(await key(operation())).toEqual(session);
    expect(service.received).toHaveLength(2);
  });

  it("that does not reply costs no more than the operation has left", async ({
    service,
    profiles,
    client,
  }) => {
    service.reply(() => undefined);
    const key = cloudSsoKey(client, (await profiles(profileOf(service))).open());

    await expect(key(operation(300))).rejects.toThrow("they did not arrive before the operation's deadline");
  });

  it("that can't be reached is reported with its host", async ({ profiles, client }) => {
    const file = await profiles(profileOf({ url: "http://127.0.0.1:1/start" }));

    await expect(cloudSsoKey(client, file.open())(operation())).rejects.toThrow(
      "CloudSSO: 127.0.0.1:1 can't be reached: connection refused",
    );
  });
});

describe("a sign-in URL", () => {
  it.for(["http://signin.test/start/login", "signin.test", "file:///etc/passwd"])(
    "such as %s is refused: it would send the token unencrypted, or nowhere",
    async (url, { profiles, client }) => {
      const profile = (await profiles(profileOf({ url }))).open();

      expect(() => cloudSsoKey(client, profile)).toThrow(
        "profile sso's cloud_sso_sign_in_url must be an https:// URL",
      );
    },
  );
});

describe("a profile file that changes during the run", () => {
  it("and loses the profile is an error", async ({ service, profiles, client }) => {
    const { file, open } = await profiles(profileOf(service));
    const key = cloudSsoKey(client, open());
    await writeFile(file, '{"profiles": []}');

    await expect(key(operation())).rejects.toThrow(`profile sso is no longer in ${file}`);
    await rm(file);
    await expect(key(operation())).rejects.toThrow(`profile sso is no longer in ${file}`);
  });
});
