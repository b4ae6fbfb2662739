/** Access keys set directly: each is complete in one place, or the error names both places. */
import { describe, expect } from "vitest";
import { oidcToken } from "../../oidcToken";
import { it, source } from "./sources";

const environmentKey = { ALICLOUD_ACCESS_KEY: "env-id", ALICLOUD_SECRET_KEY: "env-s3cret" };

describe("an access key", () => {
  it("comes from alicloud-keypair: before alicloud:, each with its own token or none", async ({ find }) => {
    const own = { accessKey: "own-id", secretKey: "own-s3cret" };
    const vendors = { accessKey: "vendor-id", secretKey: "vendor-s3cret", securityToken: "vendor-token" };

    const both = await find(source(environmentKey, own, vendors))();
    const vendorsOnly = await find(source(environmentKey, {}, vendors))();

    expect(both).toEqual({ accessKeyId: "own-id", accessKeySecret: "own-s3cret" });
    expect(vendorsOnly).toEqual({
      accessKeyId: "vendor-id",
      accessKeySecret: "vendor-s3cret",
      securityToken: "vendor-token",
    });
  });

  it("ignores empty values", async ({ find }) => {
    const found = await find(source(environmentKey, { accessKey: "", secretKey: "", securityToken: "" }))();

    expect(found).toEqual({ accessKeyId: "env-id", accessKeySecret: "env-s3cret" });
  });

  it.for([
    [
      "its secret in alicloud:",
      source({}, { accessKey: "id" }, { secretKey: "s3cret" }),
      "alicloud-keypair:accessKey is set, but its secret key is only in alicloud:secretKey. Set both in the same place",
    ],
    [
      "its id in alicloud:",
      source({}, { secretKey: "s3cret" }, { accessKey: "id" }),
      "alicloud-keypair:secretKey is set, but its access key is only in alicloud:accessKey. Set both in the same place",
    ],
    [
      "its token in alicloud:",
      source({}, { accessKey: "id", secretKey: "s3cret" }, { securityToken: "t0ken" }),
      "alicloud-keypair:accessKey is set, but its security token is only in alicloud:securityToken. Set both in the same place",
    ],
    [
      "its secret in the environment",
      source({ ALICLOUD_SECRET_KEY: "s3cret" }, { accessKey: "id" }),
      "alicloud-keypair:accessKey is set, but its secret key is only in ALICLOUD_SECRET_KEY. Set both in the same place",
    ],
    [
      "its secret in the other family of variables",
      source({ ALICLOUD_ACCESS_KEY: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "s3cret" }),
      "ALICLOUD_ACCESS_KEY is set, but its secret key is only in ALIBABA_CLOUD_ACCESS_KEY_SECRET. Set both in the same place",
    ],
    [
      "its id in the other family of variables",
      source({ ALICLOUD_SECRET_KEY: "s3cret", ALIBABA_CLOUD_ACCESS_KEY_ID: "id" }),
      "ALICLOUD_SECRET_KEY is set, but its access key is only in ALIBABA_CLOUD_ACCESS_KEY_ID. Set both in the same place",
    ],
    [
      "its token in the other family of variables",
      source({ ...environmentKey, ALIBABA_CLOUD_SECURITY_TOKEN: "t0ken" }),
      "ALICLOUD_ACCESS_KEY is set, but its security token is only in ALIBABA_CLOUD_SECURITY_TOKEN. Set both in the same place",
    ],
    [
      "no secret, before another complete key",
      source({}, { accessKey: "id" }, { accessKey: "other", secretKey: "s3cret" }),
      "alicloud-keypair:accessKey is set, but alicloud-keypair:secretKey is not. Set both, or unset alicloud-keypair:accessKey " +
        "to use alicloud:accessKey and alicloud:secretKey",
    ],
    [
      "no secret anywhere",
      source({}, { accessKey: "id" }),
      "alicloud-keypair:accessKey is set, but alicloud-keypair:secretKey is not. Set both",
    ],
  ] as const)(
    "with %s is an error that names both places and no value",
    async ([, settings, text], { find }) => {
      const failure: unknown = await find(settings)().catch((error: unknown) => error);

      expect(String(failure)).toContain(text);
      expect(String(failure)).not.toMatch(/s3cret|t0ken/);
    },
  );

  it("of alicloud: gives way to an OIDC role of alicloud-keypair:", async ({ find, emulator }) => {
    const account = emulator.accountId();
    const assumeRoleWithOidc = JSON.stringify({
      roleArn: `acs:ram::${account}:role/ci`,
      oidcProviderArn: `acs:ram::${account}:oidc-provider/ci`,
      oidcToken: oidcToken(),
    });

    const found = await find(
      source({}, { assumeRoleWithOidc }, { accessKey: "vendor-id", secretKey: "vendor-s3cret" }),
    )();

    expect(found.accessKeyId).toMatch(/^STS\./);
  });
});
