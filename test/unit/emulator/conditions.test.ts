// Conditions: throttling, latency and lagging listings.
import { expect } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { otherAccount, regionId, test as base } from "./fixtures";
import { rpcCall } from "./rpcCall";

/** Tests with an emulator whose clock stops until it is advanced. */
const test = base
  .extend("clock", () => ({ nowMs: Date.now() }))
  .extend("still", async ({ clock, emulatorOptions }, { onCleanup }) => {
    const emulator = await startEmulator({ ...emulatorOptions, nowMs: () => clock.nowMs });
    onCleanup(() => emulator.close());
    return emulator;
  });

const describe = { RegionId: regionId };

const codeOf = async (
  emulator: Emulator,
  action: string,
  account?: typeof otherAccount,
): Promise<unknown> => {
  const answer = await rpcCall(emulator.url, action, describe, account === undefined ? {} : { account });
  return answer.status === 200 ? "OK" : answer.fields["Code"];
};

test("calls beyond an action's limit are refused until the next second, for each account", async ({
  still,
  clock,
}) => {
  still.setConditions({ queriesPerSecond: { DescribeKeyPairs: 2 } });

  const codes: unknown[] = [];
  for (let call = 0; call < 3; call++) codes.push(await codeOf(still, "DescribeKeyPairs"));
  const otherAction = await codeOf(still, "DescribeInstances");
  const other = await codeOf(still, "DescribeKeyPairs", otherAccount);
  clock.nowMs += 1000;
  const nextSecond = await codeOf(still, "DescribeKeyPairs");

  expect(codes).toEqual(["OK", "OK", "Throttling.User"]);
  expect([otherAction, other, nextSecond]).toEqual(["OK", "OK", "OK"]);
});

test("a limit for every action counts each separately", async ({ still }) => {
  still.setConditions({ queriesPerSecond: { "*": 1, describeregions: 0 } });

  const codes = [
    await codeOf(still, "DescribeKeyPairs"),
    await codeOf(still, "DescribeInstances"),
    await codeOf(still, "DescribeKeyPairs"),
    await codeOf(still, "DescribeRegions"),
  ];

  expect(codes).toEqual(["OK", "OK", "Throttling.User", "Throttling.User"]);
});

test("throttled calls have no effect", async ({ still }) => {
  still.setConditions({ queriesPerSecond: { CreateKeyPair: 0 } });

  const answer = await rpcCall(still.url, "CreateKeyPair", { ...describe, KeyPairName: "dev" });

  expect(answer).toMatchObject({
    status: 400,
    fields: { Code: "Throttling.User", Message: "Request was denied due to user flow control." },
  });
  expect(still.keyPairs()).toEqual([]);
});

test("new key pairs are listed only after their lag, though they exist", async ({ still, clock }) => {
  still.setConditions({ newKeyPairLagMs: 5_000 });
  const create = () => rpcCall(still.url, "CreateKeyPair", { ...describe, KeyPairName: "dev" });
  const total = async () => (await rpcCall(still.url, "DescribeKeyPairs", describe)).fields["TotalCount"];
  await create();

  const atOnce = await total();
  const again = await create();
  clock.nowMs += 5_000;
  const later = await total();

  expect([atOnce, later]).toEqual([0, 1]);
  expect(again.fields["Code"]).toBe("KeyPair.AlreadyExist");
});

test("changed tags are listed only after their lag, for new key pairs too", async ({ still, clock }) => {
  still.setConditions({ tagLagMs: 5_000 });
  const tags = async () => {
    const { fields } = await rpcCall(still.url, "DescribeKeyPairs", describe);
    return [...JSON.stringify(fields).matchAll(/"TagKey":"([^"]*)"/gu)].map((match) => match[1]);
  };
  await rpcCall(still.url, "CreateKeyPair", { ...describe, KeyPairName: "dev", "Tag.1.Key": "first" });

  const atOnce = await tags();
  clock.nowMs += 5_000;
  const later = await tags();
  const tagged = { ...describe, ResourceType: "keypair", "ResourceId.1": "dev", "Tag.1.Key": "second" };
  await rpcCall(still.url, "TagResources", tagged);
  const afterTagging = await tags();
  clock.nowMs += 5_000;
  const muchLater = await tags();

  expect([atOnce, later, afterTagging, muchLater]).toEqual([[], ["first"], ["first"], ["first", "second"]]);
});

test("with latency, every call waits", async ({ emulator }) => {
  emulator.setConditions({ latencyMs: 60_000 });

  const call = rpcCall(emulator.url, "CreateKeyPair", { ...describe, KeyPairName: "dev" }).catch(
    () => "broken off",
  );
  await expect.poll(() => emulator.calls()).toMatchObject([{ outcome: "PENDING" }]);
  await emulator.close();

  expect(await call).toBe("broken off");
  expect(emulator.keyPairs()).toEqual([]);
});
