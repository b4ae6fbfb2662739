/** Finding key pairs where ECS's own filters may leave some out. */
import { describe, expect, it } from "vitest";
import { openWriteLog, type Ask } from "../../../provider/ecs/ask";
import { lookups } from "../../../provider/ecs/describe";
import type { JsonObject } from "../../../provider/rpc/json";
import { Refusal } from "../../../provider/rpc/errors";
import { startOperation } from "../../../provider/rpc/operation";

const operation = startOperation(60_000, { say: () => undefined, warn: () => undefined });

/** Answers a request with the page of so many pairs as it says there are for its filter. */
function openEcs(countOf: (request: JsonObject) => number) {
  const requests: JsonObject[] = [];
  const ask: Ask = ({ request }, read) => {
    const asked = request.toMap();
    requests.push(asked);
    const count = countOf(asked);
    const start = (Number(asked["PageNumber"]) - 1) * 50;
    const length = Math.max(Math.min(50, count - start), 0);
    const KeyPair = Array.from({ length }, (_, n) => ({ KeyPairName: `pair-${start + n}` }));
    return Promise.resolve(read({ TotalCount: count, KeyPairs: { KeyPair } }));
  };
  const { findKeyPairs } = lookups(ask, openWriteLog());
  const find = async (filter: Parameters<typeof findKeyPairs>[1]): Promise<number> =>
    (await findKeyPairs("cn-hangzhou", filter, operation)).length;
  return { find, requests };
}

describe("a filter by resource group", () => {
  const resourceGroupId = "rg-default";

  it("that finds nothing is left to the caller: ECS may not filter by the default group", async () => {
    const { find, requests } = openEcs((request) => (request["ResourceGroupId"] === undefined ? 3 : 0));

    expect(await find({ keyPairName: "pair-*", resourceGroupId })).toBe(3);
    expect(requests).toMatchObject([
      { KeyPairName: "pair-*", ResourceGroupId: resourceGroupId },
      { KeyPairName: "pair-*" },
    ]);
  });

  it("stands if the account may list that group only", async () => {
    const denial = { code: "Forbidden.RAM", httpStatus: 403, requestId: undefined, apiMessage: "" };
    const { find } = openEcs((request) => {
      if (request["ResourceGroupId"] === undefined) {
        throw new Refusal({ action: "DescribeKeyPairs" }, denial);
      }
      return 0;
    });

    expect(await find({ resourceGroupId })).toBe(0);
  });
});

describe("a filter by tags", () => {
  const tags = [{ key: "team", value: "web" }];

  it("below ECS's limit of 1,000 stands", async () => {
    const { find, requests } = openEcs(() => 999);

    expect(await find({ tags })).toBe(999);
    expect(requests).toHaveLength(20);
    expect(requests[0]).toMatchObject({ IncludePublicKey: true });
  });

  it("at that limit is left to the caller", async () => {
    const { find } = openEcs((request) => (request["Tag"] === undefined ? 1200 : 1000));

    expect(await find({ tags })).toBe(1200);
  });
});
