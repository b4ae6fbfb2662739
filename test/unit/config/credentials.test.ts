/** Credentials: the order of their sources, and what an error tells of them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCredentials } from "../../../provider/config/credentials";
import { CredentialsError } from "../../../provider/config/errors";
import { defaultRegionId } from "../../../provider/config/region";
import type { ConfigurationSource } from "../../../provider/config/source";

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
  ],
};

const it = test.extend<{ prefix: string; profileFile: string }>({
  prefix: join(tmpdir(), "keypair-profile-"),
  profileFile: async ({ prefix }, use) => {
    const folder = await mkdtemp(prefix);
    await writeFile(join(folder, "config.json"), JSON.stringify(profiles));
    await use(join(folder, "config.json"));
    await rm(folder, { recursive: true });
  },
});

const alicloud = { ALICLOUD_ACCESS_KEY: "ali-id", ALICLOUD_SECRET_KEY: "ali-secret" };
const alibaba = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "alibaba-id",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "alibaba-secret",
};

function source(
  environment: Record<string, string>,
  stack: Record<string, string> = {},
): ConfigurationSource {
  return { environment, stack: (key) => stack[key] };
}

describe("credentials", () => {
  it("come from stack configuration first", async () => {
    const found = findCredentials(
      source({ ...alicloud, ...alibaba }, { accessKey: "stack-id", secretKey: "stack-secret" }),
    );

    expect(await found()).toEqual({ accessKeyId: "stack-id", accessKeySecret: "stack-secret" });
  });

  it("come from ALICLOUD_ before ALIBABA_CLOUD_ variables", async () => {
    expect((await findCredentials(source({ ...alibaba, ...alicloud }))()).accessKeyId).toBe("ali-id");
    expect((await findCredentials(source(alibaba))()).accessKeyId).toBe("alibaba-id");
  });

  it("come from the CLI's current profile where no variable is set", async ({ profileFile }) => {
    const found = findCredentials(source({ ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile }));

    expect((await found()).accessKeyId).toBe("main-id");
  });

  it("come from the profile that is asked for, with its token", async ({ profileFile }) => {
    const found = findCredentials(
      source({ ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile }, { profile: "sts" }),
    );

    expect(await found()).toEqual({
      accessKeyId: "sts-id",
      accessKeySecret: "sts-secret",
      securityToken: "token",
    });
  });

  it("that are half there are an error, not another account's", async ({ profileFile }) => {
    const found = findCredentials(
      source({ ALICLOUD_ACCESS_KEY: "ali-id", ...alibaba, ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile }),
    );

    await expect(found()).rejects.toThrow(/could not be had from ALICLOUD_ACCESS_KEY/);
  });

  it("of an unreadable profile are told without a word of the file", async ({ profileFile }) => {
    const found = findCredentials(
      source({ ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile, ALICLOUD_PROFILE: "half" }),
    );

    const failure = await found().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CredentialsError);
    expect(String(failure)).not.toContain("half-id");
  });

  it("that are nowhere are told with every source, and with the profile that was asked for", ({
    profileFile,
  }) => {
    const environment = { ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile, ALICLOUD_PROFILE: "nobody" };

    expect(() => findCredentials(source(environment))).toThrow(
      /ALICLOUD_ACCESS_KEY[\s\S]*no profile nobody in/,
    );
  });
});

describe("the default region", () => {
  it("comes from stack configuration, then the environment, then the profile", ({ profileFile }) => {
    const environment = { ALICLOUD_SHARED_CREDENTIALS_FILE: profileFile };

    expect(
      defaultRegionId(source({ ...environment, ALICLOUD_REGION: "cn-env" }, { region: "cn-stack" })),
    ).toBe("cn-stack");
    expect(defaultRegionId(source({ ...environment, ALIBABA_CLOUD_REGION: "cn-env" }))).toBe("cn-env");
    expect(defaultRegionId(source(environment))).toBe("cn-main");
  });
});
