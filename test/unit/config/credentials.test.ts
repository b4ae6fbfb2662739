/** Credentials: the order of their sources, and what errors say about them. */
import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect } from "vitest";
import { CredentialsError } from "../../../provider/config/source";
import { defaultRegion } from "../../../provider/config/region";
import { it as base, source } from "./sources";

const profiles = {
  current: "main",
  profiles: [
    {
      name: "main",
      mode: "AK",
      access_key_id: "main-id",
      access_key_secret: "main-secret",
      region_id: "cn-main",
    },
    {
      name: "sts",
      mode: "StsToken",
      access_key_id: "sts-id",
      access_key_secret: "sts-secret",
      sts_token: "token",
    },
    { name: "half", mode: "AK", access_key_id: "half-id" },
    { name: "oauth", mode: "OAuth", oauth_site_type: "INTL", oauth_refresh_token: "refresh-token" },
    { name: "site", mode: "OAuth", oauth_site_type: "refresh-token", oauth_access_token: "access-token" },
    { name: "sso", mode: "CloudSSO", access_token: "access-token" },
    { name: "external", mode: "External" },
    { name: "uri", mode: "CredentialsURI" },
    { name: "instance", mode: "RamRoleArnWithRoleName", ram_role_name: "ecs" },
    { name: "rsa", mode: "RsaKeyPair", private_key: "private-key" },
    { name: "bearer", mode: "BearerToken", bearer_token: "bearer-token" },
    { name: "anonymous", mode: "Anonymous" },
    { name: "other", mode: "Other" },
  ],
};

const it = base.extend<{ profileFile: string }>({
  profileFile: async ({ write }, use) => {
    await use(await write("config.json", JSON.stringify(profiles)));
  },
});

const alicloud = { ALICLOUD_ACCESS_KEY: "ali-id", ALICLOUD_SECRET_KEY: "ali-secret" };
const alibaba = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "alibaba-id",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "alibaba-secret",
};

describe("credentials", () => {
  it("come from stack configuration first", async ({ find }) => {
    const found = find(
      source({ ...alicloud, ...alibaba }, { accessKey: "stack-id", secretKey: "stack-secret" }),
    );

    expect(await found()).toEqual({ accessKeyId: "stack-id", accessKeySecret: "stack-secret" });
  });

  it("come from ALICLOUD_ before ALIBABA_CLOUD_ variables", async ({ find }) => {
    expect((await find(source({ ...alibaba, ...alicloud }))()).accessKeyId).toBe("ali-id");
    expect((await find(source(alibaba))()).accessKeyId).toBe("alibaba-id");
  });

  it("come from the CLI's current profile if no variable is set", async ({ find, profileFile }) => {
    const found = find(source({ ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile }));

    expect((await found()).accessKeyId).toBe("main-id");
  });

  it("come from the configured profile, with its token", async ({ find, profileFile }) => {
    const found = find(source({}, { sharedCredentialsFile: profileFile, profile: "sts" }));

    expect(await found()).toEqual({
      accessKeyId: "sts-id",
      accessKeySecret: "sts-secret",
      securityToken: "token",
    });
  });

  it("come from a service at credentialsUri", async ({ find, emulator }) => {
    const given = { AccessKeyId: "uri-id", AccessKeySecret: "uri-secret", SecurityToken: "uri-token" };
    const body = JSON.stringify({ ...given, Code: "Success", Expiration: "2099-01-01T00:00:00Z" });
    const server = createServer((_request, response) => response.end(body)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    const found = await find(source({ ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${port}/` }))();

    server.closeAllConnections();
    server.close();
    expect(found).toEqual({
      accessKeyId: "uri-id",
      accessKeySecret: "uri-secret",
      securityToken: "uri-token",
    });
    expect(emulator.calls()).toEqual([]);
  });

  it("are not requested from a credentialsUri that would send them unencrypted", async ({ find }) => {
    const found = find(source({}, { credentialsUri: "http://keys.test/" }));

    await expect(found()).rejects.toThrow(/credentialsUri must be an https:\/\/ URL/);
  });
});

describe("incomplete credentials, even before a complete source,", () => {
  it.for([
    [
      "an access key without its secret",
      { ALICLOUD_ACCESS_KEY: "ali-id" },
      /ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not\. Set both, or unset ALICLOUD_ACCESS_KEY to use ALIBABA_CLOUD_ACCESS_KEY_ID and/,
    ],
    [
      "a secret without its access key",
      { ALICLOUD_SECRET_KEY: "x" },
      /ALICLOUD_SECRET_KEY is set, but ALICLOUD_ACCESS_KEY is not/,
    ],
    [
      "only a security token",
      { ALICLOUD_SECURITY_TOKEN: "x" },
      /ALICLOUD_SECURITY_TOKEN is set, but ALICLOUD_ACCESS_KEY is not/,
    ],
  ] as const)("such as %s are an error", async ([, half, text], { find }) => {
    await expect(find(source({ ...alibaba, ...half }))()).rejects.toThrow(text);
  });

  it("such as an OIDC role without a token are an error", async ({ find }) => {
    const found = find(source({ ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/ci" }));

    await expect(found()).rejects.toThrow(/OIDC is incomplete.*ALIBABA_CLOUD_OIDC_TOKEN_FILE/);
  });

  it("in a profile are reported without quoting the file", async ({ find, profileFile }) => {
    const found = find(source({ ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile, ALICLOUD_PROFILE: "half" }));

    const failure = await found().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CredentialsError);
    expect(String(failure)).toContain("profile half has mode AK but no access_key_secret");
    expect(String(failure)).not.toContain("half-id");
  });
});

describe("a profile", () => {
  it("that is configured but missing is an error, and the next source is not used", async ({
    find,
    profileFile,
  }) => {
    const environment = { ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile, ALICLOUD_PROFILE: "nobody" };

    await expect(find(source(environment))()).rejects.toThrow(/profile nobody not found in .*config\.json/);
  });

  it.for([
    ["oauth", "profile oauth has mode OAuth but no oauth_access_token"],
    ["site", "profile site's oauth_site_type must be CN or INTL"],
    ["sso", "profile sso has mode CloudSSO but no cloud_sso_sign_in_url"],
    ["external", "profile external has mode External but no process_command"],
    ["instance", "profile instance has mode RamRoleArnWithRoleName but no ram_role_arn"],
  ] as const)(
    "%s that is incomplete is refused, and the error names the field",
    async ([name, text], { find, profileFile }) => {
      const found = find(source({}, { sharedCredentialsFile: profileFile, profile: name }));

      await expect(found()).rejects.toThrow(text);
      await expect(found()).rejects.not.toThrow(/(refresh|access)-token/);
    },
  );

  it.for([
    ["rsa", "has mode RsaKeyPair, which Alibaba Cloud has deprecated"],
    ["bearer", "has mode BearerToken, which has no access key to sign calls to ECS with"],
    ["anonymous", "has mode Anonymous, which has no access key to sign calls to ECS with"],
    ["other", "has mode Other, which is none of the CLI's"],
  ] as const)(
    "%s with a mode that can't be used is refused, and the error says why",
    async ([name, text], { find, profileFile }) => {
      const found = find(source({}, { sharedCredentialsFile: profileFile, profile: name }));

      await expect(found()).rejects.toThrow(`profile ${name} ${text}. Choose a profile with another mode`);
      await expect(found()).rejects.not.toThrow(/private-key|bearer-token/);
    },
  );

  it.for([
    ["external", "External"],
    ["uri", "CredentialsURI"],
  ] as const)(
    "%s is not used if the CLI's switch disables its mode",
    async ([name, mode], { find, profileFile }) => {
      const environment = { ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS: "True" };
      const found = find(source(environment, { sharedCredentialsFile: profileFile, profile: name }));

      await expect(found()).rejects.toThrow(
        `profile ${name} has mode ${mode}, which ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS disables`,
      );
    },
  );
});

describe("missing credentials", () => {
  it("are reported with every source, in order", async ({ find, folder }) => {
    const found = find(source({ ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true", HOME: folder }));

    await expect(found()).rejects.toThrow(
      /no Alibaba Cloud credentials.*accessKey.*assumeRoleWithOidc.*ALICLOUD_ACCESS_KEY.*ALIBABA_CLOUD_ACCESS_KEY_ID.*OIDC.*profile.*role.*credentialsUri/,
    );
  });
});

describe("the default region", () => {
  it("comes from stack configuration, then the environment, then the profile", ({ profileFile }) => {
    const environment = { ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile };

    const inStack = defaultRegion(
      source({ ...environment, ALICLOUD_REGION: "cn-env" }, { region: "cn-stack" }),
    );
    const inEnvironment = defaultRegion(source({ ...environment, ALIBABA_CLOUD_REGION: "cn-env" }));
    const inProfile = defaultRegion(source(environment));

    expect(inStack).toEqual({ name: "alicloud-keypair:region", value: "cn-stack" });
    expect(inEnvironment).toEqual({ name: "ALIBABA_CLOUD_REGION", value: "cn-env" });
    expect(inProfile).toEqual({ name: `the profile's region_id in ${profileFile}`, value: "cn-main" });
  });

  it("falls back to another namespace of the stack configuration", () => {
    const found = defaultRegion(
      source({ ALICLOUD_REGION: "cn-env" }, { accessKey: "id" }, { region: "cn-stack" }),
    );

    expect(found).toEqual({ name: "alicloud:region", value: "cn-stack" });
  });
});
