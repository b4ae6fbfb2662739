// AssumeRole and AssumeRoleWithOIDC: what they return, how long it is valid, and which calls they refuse.
import { describe, expect } from "vitest";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import type { Emulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import { callerIdentity } from "./callerIdentity";
import { regionId, test as base } from "./fixtures";
import { rpcCall, type RpcAnswer } from "./rpcCall";

const version = "2015-04-01";

interface Clock {
  readonly startMs: number;
  /** How far the emulator's clock is ahead; a test may advance it. */
  readonly clock: { aheadMs: number };
  readonly emulatorOptions: EmulatorOptions;
}

/** Tests with an emulator whose clock can be advanced. */
const test = base.extend<Clock>({
  startMs: 0,
  clock: async ({ startMs }, use) => {
    await use({ aheadMs: startMs });
  },
  emulatorOptions: async ({ clock }, use) => {
    const accounts = [{ accessKeyId: "emulator", accessKeySecret: "emulator" }];
    await use({ keyPool: 1, accounts, nowMs: () => Date.now() + clock.aheadMs });
  },
});

const roleArn = (emulator: Emulator): string => `acs:ram::${emulator.accountId()}:role/deploy`;

const assume = (emulator: Emulator, parameters: Record<string, string> = {}): Promise<RpcAnswer> =>
  rpcCall(
    emulator.url,
    "AssumeRole",
    { RoleArn: roleArn(emulator), RoleSessionName: "ci", ...parameters },
    { version },
  );

const jwt = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

/** Sent as an unsigned form, as clients of this action do. */
async function assumeWithOidc(emulator: Emulator, parameters: Record<string, string>): Promise<RpcAnswer> {
  const common = { Action: "AssumeRoleWithOIDC", Version: version, Format: "JSON" };
  const role = { RoleArn: roleArn(emulator), RoleSessionName: "ci" };
  const provider = { OIDCProviderArn: `acs:ram::${emulator.accountId()}:oidc-provider/ci` };
  const body = new URLSearchParams({ ...common, ...role, ...provider, ...parameters });
  const response = await fetch(`${emulator.url}/`, { method: "POST", body });
  const text = await response.text();
  const fields = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, contentType: response.headers.get("content-type") ?? "", text, fields };
}

function accountOf({ fields }: RpcAnswer): AccountOptions {
  const given = fields["Credentials"] as Record<string, string>;
  return {
    accessKeyId: given["AccessKeyId"] ?? "",
    accessKeySecret: given["AccessKeySecret"] ?? "",
    securityToken: given["SecurityToken"] ?? "",
  };
}

describe("AssumeRole", () => {
  test("returns credentials of the role's account, with their expiration", async ({ emulator }) => {
    const answer = await assume(emulator, { DurationSeconds: "900" });

    const identity = await callerIdentity(emulator.url, accountOf(answer));
    const { Expiration } = answer.fields["Credentials"] as Record<string, string>;
    expect(identity).toMatchObject({
      body: {
        AccountId: emulator.accountId(),
        Arn: `acs:ram::${emulator.accountId()}:assumed-role/deploy/ci`,
        IdentityType: "AssumedRoleUser",
      },
    });
    expect(Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
    expect(Math.abs(Date.parse(Expiration ?? "") - Date.now() - 900_000)).toBeLessThan(60_000);
  });

  test("returns credentials that create key pairs in that account", async ({ emulator }) => {
    const account = accountOf(await assume(emulator));

    await rpcCall(emulator.url, "CreateKeyPair", { RegionId: regionId, KeyPairName: "dev" }, { account });

    expect(emulator.keyPairs("emulator")).toMatchObject([{ keyPairName: "dev" }]);
  });

  test("returns credentials that expire", async ({ emulator, clock }) => {
    const account = accountOf(await assume(emulator, { DurationSeconds: "900" }));
    clock.aheadMs = 901_000;
    const Timestamp = new Date(Date.now() + 901_000).toISOString().replace(/\.\d+Z$/u, "Z");

    const answer = await rpcCall(emulator.url, "DescribeRegions", {}, { account, common: { Timestamp } });

    expect(answer).toMatchObject({ status: 400, fields: { Code: "InvalidSecurityToken.Expired" } });
  });

  test("returns credentials that are valid only with their token", async ({ emulator }) => {
    const account = { ...accountOf(await assume(emulator)), securityToken: "another" };

    const answer = await rpcCall(emulator.url, "DescribeRegions", {}, { account });

    expect(answer.fields["Code"]).toBe("InvalidSecurityToken.MismatchWithAccessKey");
  });

  test("returns credentials that a reset forgets", async ({ emulator }) => {
    const account = accountOf(await assume(emulator));
    emulator.reset();

    const answer = await rpcCall(emulator.url, "DescribeRegions", {}, { account });

    expect(answer.fields["Code"]).toBe("InvalidAccessKeyId.NotFound");
  });

  test.for([
    [{ RoleArn: "" }, 400, "MissingRoleArn"],
    [{ RoleSessionName: "" }, 400, "MissingRoleSessionName"],
    [{ RoleArn: "acs:ram::1:user/me" }, 400, "InvalidParameter.RoleArn"],
    [{ RoleArn: "acs:ram::1234567890123456:role/deploy" }, 404, "EntityNotExist.Role"],
    [{ RoleSessionName: "a b" }, 400, "InvalidParameter.RoleSessionName"],
    [{ DurationSeconds: "899" }, 400, "InvalidParameter.DurationSeconds"],
    [{ DurationSeconds: "43201" }, 400, "InvalidParameter.DurationSeconds"],
    [{ Policy: "{" }, 400, "InvalidParameter.PolicyGrammar"],
    [{ ExternalId: "a b" }, 400, "InvalidParameter.ExternalId"],
  ] as const)("with %j returns %i %s", async ([parameters, status, Code], { emulator }) => {
    expect(await assume(emulator, parameters)).toMatchObject({ status, fields: { Code } });
  });
});

describe("AssumeRoleWithOIDC", () => {
  test("needs no signature, and returns the token's claims", async ({ emulator }) => {
    const token = jwt({ iss: "https://ci.test", sub: "main", aud: "sts" });

    const answer = await assumeWithOidc(emulator, { OIDCToken: token });

    expect(answer).toMatchObject({
      status: 200,
      fields: { OIDCTokenInfo: { Issuer: "https://ci.test", Subject: "main", ClientIds: "sts" } },
    });
    expect(await callerIdentity(emulator.url, accountOf(answer))).toMatchObject({
      body: { AccountId: emulator.accountId() },
    });
  });

  test("leaves the token out of the record of calls", async ({ emulator }) => {
    const token = jwt({ sub: "main" });

    await assumeWithOidc(emulator, { OIDCToken: token });

    expect(JSON.stringify(emulator.calls())).not.toContain(token);
  });

  test.for([
    [{ OIDCToken: "" }, 400, "MissingOIDCToken"],
    [{ OIDCToken: "no token" }, 400, "AuthenticationFail.OIDCToken.Invalid"],
    [{ OIDCToken: "e30.bm8ganNvbg.c2ln" }, 400, "AuthenticationFail.OIDCToken.Invalid"],
    [{ OIDCToken: jwt({ exp: 1 }) }, 400, "AuthenticationFail.OIDCToken.Expired"],
    [{ OIDCProviderArn: "acs:ram::1:oidc-provider/ci" }, 400, "AuthenticationFail.NoPermission"],
    [{ OIDCProviderArn: "ci" }, 400, "InvalidParameter.OIDCProviderArn"],
  ] as const)("with %j returns %i %s", async ([parameters, status, Code], { emulator }) => {
    const answer = await assumeWithOidc(emulator, { OIDCToken: jwt({ sub: "main" }), ...parameters });

    expect(answer).toMatchObject({ status, fields: { Code } });
  });
});

describe("another access key", () => {
  test("of an account belongs to the same account", async ({ emulator }) => {
    const second = { accessKeyId: "second", accessKeySecret: "second-secret" };
    emulator.putAccessKey({ ...second, sameAccountAs: "emulator" });
    await rpcCall(
      emulator.url,
      "CreateKeyPair",
      { RegionId: regionId, KeyPairName: "dev" },
      { account: second },
    );

    expect(emulator.accountId("second")).toBe(emulator.accountId("emulator"));
    expect(emulator.keyPairs("emulator")).toEqual(emulator.keyPairs("second"));
    expect(emulator.keyPairs("emulator")).toHaveLength(1);
  });

  test("stays valid when the first is disabled", async ({ emulator }) => {
    const second = { accessKeyId: "second", accessKeySecret: "second-secret" };
    emulator.putAccessKey({ ...second, sameAccountAs: "emulator" });
    emulator.putAccessKey({ accessKeyId: "emulator", accessKeySecret: "emulator", active: false });

    const off = await rpcCall(emulator.url, "DescribeRegions");
    const on = await rpcCall(emulator.url, "DescribeRegions", {}, { account: second });

    expect([off.fields["Code"], on.status]).toEqual(["InvalidAccessKeyId.Inactive", 200]);
  });

  test("of an account that does not exist is an error", ({ emulator }) => {
    expect(() => {
      emulator.putAccessKey({ accessKeyId: "second", accessKeySecret: "x", sameAccountAs: "nobody" });
    }).toThrow("No account has the access key nobody.");
  });
});
