// Two thousand calls at once, from several accounts: counts stay exact and nobody sees another's key pairs.
import Ecs, * as $Ecs from "@alicloud/ecs20140526";
import { expect } from "vitest";
import { firstAccount, otherAccount, sdkConfig, temporaryAccount, test } from "./fixtures";

const accounts = [firstAccount, otherAccount, temporaryAccount];
const regionId = "ap-southeast-1";

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "OK";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

function countOf(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

test("2,000 mixed calls at once leave exactly what they should", async ({ emulator }) => {
  const perAccount = accounts.map(async (account) => {
    const client = new Ecs(sdkConfig(emulator.url, account));
    const create = (keyPairName: string) =>
      client.createKeyPair(new $Ecs.CreateKeyPairRequest({ regionId, keyPairName }));
    const created = Array.from({ length: 510 }, (_, n) => outcomeOf(create(`${account.accessKeyId}-${n}`)));
    const again = Array.from({ length: 10 }, () => outcomeOf(create("the-same:elsewhere")));
    const listed = Array.from({ length: 100 }, () =>
      client.describeKeyPairs(new $Ecs.DescribeKeyPairsRequest({ regionId, pageSize: 50 })),
    );
    const deleted = Array.from({ length: 47 }, () => {
      const request = new $Ecs.DeleteKeyPairsRequest({ regionId, keyPairNames: '["nobody"]' });
      return outcomeOf(client.deleteKeyPairs(request));
    });
    const seen = (await Promise.all(listed)).flatMap((answer) => answer.body?.keyPairs?.keyPair ?? []);
    return {
      created: countOf(await Promise.all([...created, ...again])),
      deleted: countOf(await Promise.all(deleted)),
      strangers: seen.filter(
        ({ keyPairName = "" }) =>
          !keyPairName.startsWith(`${account.accessKeyId}-`) && keyPairName !== "the-same:elsewhere",
      ),
      kept: emulator.keyPairs(account.accessKeyId),
    };
  });

  const results = await Promise.all(perAccount);

  expect(emulator.calls()).toHaveLength(2_001);
  for (const { created, deleted, strangers, kept } of results) {
    expect(strangers).toEqual([]);
    expect(deleted).toEqual({ OK: 47 });
    expect(created["OK"]).toBe(500);
    expect((created["QuotaExceed.KeyPair"] ?? 0) + (created["KeyPair.AlreadyExist"] ?? 0)).toBe(20);
    expect(kept).toHaveLength(500);
    expect(new Set(kept.map((keyPair) => keyPair.keyPairName)).size).toBe(500);
  }
});
