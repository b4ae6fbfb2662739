/** Assumed roles, with an emulator as STS: what is requested from it, when, and what errors say. */
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { resolveConnection } from "../../../provider/config/settings";
import type { Emulator } from "../../../emulator/emulator";
import { oidcToken } from "../../oidcToken";
import { rpcCall } from "../emulator/rpcCall";
import { it, moveClock, source } from "./sources";

const key = { ALICLOUD_ACCESS_KEY: "emulator", ALICLOUD_SECRET_KEY: "emulator" };

function roleArn(emulator: Emulator, name = "deploy"): string {
  return `acs:ram::${emulator.accountId()}:role/${name}`;
}

function providerArn(emulator: Emulator): string {
  return `acs:ram::${emulator.accountId()}:oidc-provider/ci`;
}

describe("assumeRole", () => {
  it("assumes a role with the key that it finds, for the configured time", async ({ find, emulator }) => {
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

  it("can be set entirely in the environment", async ({ find, emulator }) => {
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

  it("is called once for many calls at the same time", async ({ find, emulator }) => {
    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }));

    const keys = await Promise.all(Array.from({ length: 20 }, () => found()));
    await found();

    expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(emulator.calls()).toHaveLength(1);
  });

  it("is retried if throttled", async ({ find, emulator }) => {
    emulator.faults.add({ kind: "error", code: "Throttling.User", action: "AssumeRole", calls: 1 });

    await find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }))();

    expect(emulator.calls().map((call) => call.outcome)).toEqual(["Throttling.User", "OK"]);
  });

  it("of a missing role reports role, code and RequestId", async ({ find }) => {
    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1234567890123456:role/lost" }));

    await expect(found()).rejects.toThrow(
      /can't get credentials from the role acs:ram::1234567890123456:role\/lost \(assumeRole\): AssumeRole failed: EntityNotExist\.Role \(HTTP 404, RequestId [\s\S]*Check the account and the name in the role's ARN/,
    );
  });

  it("that is denied names STS permissions, not those of ECS", async ({ find, emulator }) => {
    emulator.faults.add({ kind: "error", code: "NoPermission", httpStatus: 403, action: "AssumeRole" });

    const found = find(source({ ...key, ALICLOUD_ASSUME_ROLE_ARN: roleArn(emulator) }));

    await expect(found()).rejects.toThrow(/NoPermission[\s\S]*sts:AssumeRole[\s\S]*trust policy/);
    await expect(found()).rejects.not.toThrow(/ecs:CreateKeyPair/);
  });

  it.for([
    ["text that is not JSON", "role", /assumeRole must be JSON, such as/],
    ["two roles", '[{"roleArn": "a"}, {"roleArn": "b"}]', /assumeRole takes one role, not 2/],
    ["no role", "{}", /assumeRole has no roleArn/],
    ["an unknown field", '{"roleArn": "a", "externalID": "b"}', /assumeRole has no field externalID/],
    ["too few seconds", '{"roleArn": "a", "sessionExpiration": 60}', /sessionExpiration must be/],
    ["a policy object", '{"roleArn": "a", "policy": {}}', /assumeRole\.policy must be a string/],
  ] as const)("with %s is refused before any call", ([, assumeRole, text]) => {
    expect(() => resolveConnection(source(key, { assumeRole }))).toThrow(text);
  });
});

describe("a session", () => {
  it("is renewed before it expires", async ({ find, emulator }) => {
    const assumeRole = JSON.stringify({ roleArn: roleArn(emulator), sessionExpiration: 900 });
    const found = find(source(key, { assumeRole }));

    const first = await found();
    moveClock(11 * 60_000);
    const second = await found();

    expect(second.accessKeyId).not.toBe(first.accessKeyId);
  });

  it("is used until it expires if it can't be renewed", async ({ find, emulator }) => {
    const assumeRole = JSON.stringify({ roleArn: roleArn(emulator), sessionExpiration: 900 });
    const found = find(source(key, { assumeRole }));
    const first = await found();
    emulator.faults.add({ kind: "error", code: "NoPermission", httpStatus: 403, action: "AssumeRole" });
    moveClock(11 * 60_000);

    expect(await found()).toEqual(first);
    expect(emulator.calls().map(({ outcome }) => outcome)).toEqual(["OK", "NoPermission"]);
  });
});

describe("OIDC", () => {
  it("assumes a role with the environment's token, without a signature", async ({
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

  it("prefers assumeRoleWithOidc of the stack configuration to the environment's key", async ({
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

  it("reads the token file again at each renewal", async ({ find, emulator, write }) => {
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
  });

  it("with an expired token reports the code and not the token", async ({ find, emulator, write }) => {
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

  it("without a token in its file reports the file", async ({ find, emulator }) => {
    const environment = {
      ALIBABA_CLOUD_ROLE_ARN: roleArn(emulator),
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: providerArn(emulator),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/nowhere/token",
    };

    await expect(find(source(environment))()).rejects.toThrow(
      /token file \/nowhere\/token is empty or can't/,
    );
  });
});

describe("a profile that assumes a role", () => {
  it("with mode RamRoleArn uses its own key", async ({ find, emulator, write }) => {
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

  it("with mode ChainableRamRoleArn uses its source's key, which may be a role's too", async ({
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

  it("with mode ChainableRamRoleArn that leads back to itself is refused", async ({ find, write }) => {
    const profiles = [
      { name: "a", mode: "ChainableRamRoleArn", source_profile: "b", ram_role_arn: "acs:ram::1:role/a" },
      { name: "b", mode: "ChainableRamRoleArn", source_profile: "a", ram_role_arn: "acs:ram::1:role/b" },
    ];
    const file = await write("config.json", JSON.stringify({ current: "a", profiles }));

    await expect(find(source({}, { sharedCredentialsFile: file }))()).rejects.toThrow(
      /profile b has source_profile a, which leads back to itself/,
    );
  });

  it("with mode OIDC uses its token", async ({ find, emulator, write }) => {
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
