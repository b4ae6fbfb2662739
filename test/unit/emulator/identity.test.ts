// Who calls: the accounts' identities and the refusal of unknown callers, as the official SDK sees them.
import Ecs, { DescribeKeyPairsRequest } from "@alicloud/ecs20140526";
import { expect } from "vitest";
import type { AccountOptions } from "../../../emulator/cloud/accounts";
import { callerIdentity } from "./callerIdentity";
import { firstAccount, otherAccount, regionId, sdkConfig, temporaryAccount, test } from "./fixtures";

const describe = new DescribeKeyPairsRequest({ regionId });

test("returns each account's own id", async ({ emulator }) => {
  const first = await callerIdentity(emulator.url, firstAccount);
  const other = await callerIdentity(emulator.url, otherAccount);

  expect(first).toMatchObject({
    body: { IdentityType: "Account", AccountId: emulator.accountId("emulator") },
  });
  expect(other).toMatchObject({ body: { AccountId: emulator.accountId("other") } });
  expect(emulator.accountId("other")).toMatch(/^1\d{15}$/u);
  expect(emulator.accountId("other")).not.toBe(emulator.accountId("emulator"));
});

test("returns the role to a caller with temporary credentials", async ({ emulator }) => {
  const identity = await callerIdentity(emulator.url, temporaryAccount);

  expect(identity).toMatchObject({ body: { IdentityType: "AssumedRoleUser" } });
});

const strangers: readonly [account: AccountOptions, code: string, status: number][] = [
  [{ accessKeyId: "nobody", accessKeySecret: "x" }, "InvalidAccessKeyId.NotFound", 404],
  [{ accessKeyId: "emulator", accessKeySecret: "wrong" }, "SignatureDoesNotMatch", 400],
  [{ ...temporaryAccount, securityToken: "wrong" }, "InvalidSecurityToken.MismatchWithAccessKey", 400],
  [{ ...firstAccount, securityToken: "any" }, "InvalidSecurityToken.MismatchWithAccessKey", 400],
];

for (const [account, code, statusCode] of strangers) {
  test(`refuses ${JSON.stringify(account)} with ${code}`, async ({ emulator }) => {
    const client = new Ecs(sdkConfig(emulator.url, account));

    await expect(client.describeKeyPairs(describe)).rejects.toMatchObject({ code, statusCode });
  });
}
