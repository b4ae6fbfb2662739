/** Roles that are taken on, with an emulator as STS: what is asked of it, when, and what an error tells. */
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { resolveConnection } from "../../../provider/config/settings";
import type { Emulator } from "../../../emulator/emulator";
import { oidcToken } from "../../oidcToken";
import { rpcCall } from "../emulator/rpcCall";
import { it, source } from "./sources";

const key = { ALICLOUD_ACCESS_KEY: "emulator", ALICLOUD_SECRET_KEY: "emulator" };

function roleArn(emulator: Emulator, name = "deploy"): string {
  return `acs:ram::${emulator.accountId()}:role/${name}`;
}

function providerArn(emulator: Emulator): string {
  return `acs:ram::${emulator.accountId()}:oidc-provider/ci`;
}

describe("assumeRole", () => {
  it("takes a role on with whichever key there is, for as long as is asked", async ({ find, emulator }) => {
    const assumeRole = JSON.stringify([
      {
        roleArn: roleArn(emulator),
        sessionName: "ci",
        sessionExpiration: 900,
        externalId: "ext",
        policy: '{"Version": "1"}',
      },
    ]);

    const found = await find(source(key, { assumeRole }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls()).toMatchObject([
      {
        action: "AssumeRole",
        accessKeyId: "emulator",
        parameters: {
          RoleArn: roleArn(emulator),
          RoleSessionName: "ci",
          DurationSeconds: "900",
          ExternalId: "ext",
          Policy: '{"Version": "1"}',
        },
      },
    ]);
  });

  it("gives credentials that ECS accepts as the role's account", async ({ find, emulator }) => {
    const {
      accessKeyId,
      accessKeySecret,
      securityToken = "",
    } = await find(source(key, { assumeRole: JSON.stringify({ roleArn: roleArn(emulator) }) }))();

    const identity = await rpcCall(
      emulator.url,
      "GetCallerIdentity",
      {},
      {
        version: "2015-04-01",
        account: { accessKeyId, accessKeySecret, securityToken },
      },
    );

    expect(identity.fields).toMatchObject({
      AccountId: emulator.accountId(),
      Arn: `acs:ram::${emulator.accountId()}:assumed-role/deploy/pulumi-alicloud-keypair`,
    });
  });

  it("can stand in the environment as a whole", async ({ find, emulator }) => {
    const environment = {
      ...key,
      ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator),
      ALICLOUD_ASSUME_ROLE_SESSION_NAME: "nightly",
      ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION: "1800",
    };

    await find(source(environment))();

    expect(emulator.calls()[0]?.parameters).toEqual({
      RoleArn: roleArn(emulator),
      RoleSessionName: "nightly",
      DurationSeconds: "1800",
    });
  });

  it("is asked for once by many calls at a time", async ({ find, emulator }) => {
    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }));

    const keys = await Promise.all(Array.from({ length: 20 }, () => found()));
    await found();

    expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(emulator.calls()).toHaveLength(1);
  });

  it("waits out throttling", async ({ find, emulator }) => {
    emulator.faults.add({ kind: "error", code: "Throttling.User", action: "AssumeRole", calls: 1 });

    await find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }))();

    expect(emulator.calls().map((call) => call.outcome)).toEqual(["Throttling.User", "OK"]);
  });

  it("of a role that is not there tells role, code and RequestId", async ({ find }) => {
    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1234567890123456:role/lost" }));

    await expect(found()).rejects.toThrow(
      /could not be had from the role acs:ram::1234567890123456:role\/lost of assumeRole: AssumeRole failed: EntityNotExist\.Role \(HTTP 404, RequestId [\s\S]*Check the role's ARN/,
    );
  });

  it("that is not allowed says what is, not what ECS wants", async ({ find, emulator }) => {
    emulator.faults.add({ kind: "error", code: "NoPermission", httpStatus: 403, action: "AssumeRole" });

    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }));

    await expect(found()).rejects.toThrow(/NoPermission[\s\S]*sts:AssumeRole[\s\S]*trust policy/);
    await expect(found()).rejects.not.toThrow(/ecs:CreateKeyPair/);
  });

  it.for([
    ["no JSON", "role", /assumeRole must be JSON such as/],
    ["two roles", '[{"roleArn": "a"}, {"roleArn": "b"}]', /assumeRole takes one role, not 2/],
    ["no role", "{}", /assumeRole has no roleArn/],
    [
      "a field that does not exist",
      '{"roleArn": "a", "externalID": "b"}',
      /assumeRole has no field externalID/,
    ],
    ["seconds that are too few", '{"roleArn": "a", "sessionExpiration": 60}', /sessionExpiration must be/],
    ["a policy that is no text", '{"roleArn": "a", "policy": {}}', /assumeRole's policy must be a text/],
  ] as const)("with %s is refused before any call", ([, assumeRole, text]) => {
    expect(() => resolveConnection(source(key, { assumeRole }))).toThrow(text);
  });
});

describe("a session", () => {
  it.extend({ lateMs: 12 * 60_000 })("is renewed before it ends", async ({ find, emulator }) => {
    const assumeRole = JSON.stringify({ roleArn: roleArn(emulator), sessionExpiration: 900 });
    const found = find(source(key, { assumeRole }));

    const first = await found();
    const second = await found();

    expect(second.accessKeyId).not.toBe(first.accessKeyId);
  });

  it.extend({ lateMs: 12 * 60_000 })(
    "serves until its end where it can't be renewed",
    async ({ find, emulator }) => {
      const assumeRole = JSON.stringify({ roleArn: roleArn(emulator), sessionExpiration: 900 });
      const found = find(source(key, { assumeRole }));
      const first = await found();
      emulator.faults.add({ kind: "error", code: "NoPermission", httpStatus: 403, action: "AssumeRole" });

      expect(await found()).toEqual(first);
    },
  );
});

describe("OIDC", () => {
  it("takes a role on with the environment's token, without a signature", async ({
    find,
    emulator,
    write,
  }) => {
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: roleArn(emulator, "ci"),
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: providerArn(emulator),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: await write("token", `${oidcToken()}\n`),
      ALIBABA_CLOUD_ROLE_SESSION_NAME: "pipeline",
    };

    const found = await find(source(environment))();

    expect(found.securityToken).toBeDefined();
    expect(emulator.calls()).toMatchObject([
      {
        action: "AssumeRoleWithOIDC",
        accessKeyId: "",
        parameters: { RoleArn: roleArn(emulator, "ci"), RoleSessionName: "pipeline" },
      },
    ]);
  });

  it("takes assumeRoleWithOidc of the stack configuration before the environment's key", async ({
    find,
    emulator,
  }) => {
    const assumeRoleWithOidc = JSON.stringify({
      roleArn: roleArn(emulator),
      oidcProviderArn: providerArn(emulator),
      oidcToken: oidcToken(),
      sessionExpiration: 1800,
    });

    const found = await find(source(key, { assumeRoleWithOidc }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls()[0]?.parameters["DurationSeconds"]).toBe("1800");
  });

  it.extend({ lateMs: 12 * 60_000 })(
    "reads the token's file anew at each renewal",
    async ({ find, emulator, write }) => {
      const file = await write("token", "no token yet");
      const assumeRoleWithOidc = JSON.stringify({
        roleArn: roleArn(emulator),
        oidcProviderArn: providerArn(emulator),
        oidcTokenFile: file,
      });
      const found = find(source({}, { assumeRoleWithOidc }));
      await expect(found()).rejects.toThrow(/AuthenticationFail\.OIDCToken\.Invalid/);
      await writeFile(file, oidcToken());

      await expect(found()).resolves.toMatchObject({
        accessKeyId: expect.stringMatching(/^STS\./) as unknown,
      });
      expect(await readFile(file, "utf8")).toBe(oidcToken());
    },
  );

  it("of a token that has expired tells the code and not the token", async ({ find, emulator, write }) => {
    const token = oidcToken({ exp: 1 });
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: roleArn(emulator),
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: providerArn(emulator),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: await write("token", token),
    };

    const failure: unknown = await find(source(environment))().catch((error: unknown) => error);

    expect(String(failure)).toMatch(
      /AuthenticationFail\.OIDCToken\.Expired \(HTTP 400[\s\S]*Get a new OIDC token/,
    );
    expect(String(failure)).not.toContain(token);
  });

  it("without a token in its file names the file", async ({ find, emulator }) => {
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: roleArn(emulator),
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: providerArn(emulator),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/nowhere/token",
    };

    await expect(find(source(environment))()).rejects.toThrow(/there is no token in \/nowhere\/token/);
  });
});

describe("a profile that takes a role on", () => {
  it("of the mode RamRoleArn does so with its own key", async ({ find, emulator, write }) => {
    const profile = {
      name: "ram",
      mode: "RamRoleArn",
      access_key_id: "emulator",
      access_key_secret: "emulator",
      ram_role_arn: roleArn(emulator),
      ram_session_name: "laptop",
      expired_seconds: 900,
    };
    const file = await write("config.json", JSON.stringify({ current: "ram", profiles: [profile] }));

    const found = await find(source({}, { sharedCredentialsFile: file }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls()[0]?.parameters).toEqual({
      RoleArn: roleArn(emulator),
      RoleSessionName: "laptop",
      DurationSeconds: "900",
    });
  });

  it("of the mode ChainableRamRoleArn does so with its source's, which may be a role's too", async ({
    find,
    emulator,
    write,
  }) => {
    const profiles = [
      {
        name: "top",
        mode: "ChainableRamRoleArn",
        source_profile: "middle",
        ram_role_arn: roleArn(emulator, "top"),
      },
      {
        name: "middle",
        mode: "ChainableRamRoleArn",
        source_profile: "base",
        ram_role_arn: roleArn(emulator, "middle"),
      },
      { name: "base", mode: "AK", access_key_id: "emulator", access_key_secret: "emulator" },
    ];
    const file = await write("config.json", JSON.stringify({ current: "top", profiles }));

    await find(source({}, { sharedCredentialsFile: file }))();

    const calls = emulator.calls();
    expect(calls.map((call) => call.parameters["RoleArn"])).toEqual([
      roleArn(emulator, "middle"),
      roleArn(emulator, "top"),
    ]);
    expect(calls[1]?.accessKeyId).toMatch(/^STS\./);
  });

  it("of the mode ChainableRamRoleArn that leads back to itself is refused", async ({ find, write }) => {
    const profiles = [
      { name: "a", mode: "ChainableRamRoleArn", source_profile: "b", ram_role_arn: "acs:ram::1:role/a" },
      { name: "b", mode: "ChainableRamRoleArn", source_profile: "a", ram_role_arn: "acs:ram::1:role/b" },
    ];
    const file = await write("config.json", JSON.stringify({ current: "a", profiles }));

    await expect(find(source({}, { sharedCredentialsFile: file }))()).rejects.toThrow(
      /profile b has the source_profile a, which leads back to itself/,
    );
  });

  it("of the mode OIDC does so with its token", async ({ find, emulator, write }) => {
    const profile = {
      name: "oidc",
      mode: "OIDC",
      oidc_provider_arn: providerArn(emulator),
      oidc_token_file: await write("token", oidcToken()),
      ram_role_arn: roleArn(emulator),
    };
    const file = await write("config.json", JSON.stringify({ current: "oidc", profiles: [profile] }));

    const found = await find(source({}, { sharedCredentialsFile: file }))();

    expect(found.accessKeyId).toMatch(/^STS\./);
    expect(emulator.calls().map((call) => call.action)).toEqual(["AssumeRoleWithOIDC"]);
  });
});
