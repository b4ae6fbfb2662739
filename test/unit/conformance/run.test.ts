/** What a run does to an account: nothing before its checks, and nothing that it does not undo. */
import { expect, it as base } from "vitest";
import { cleanRun } from "../../../cli/conformance/run";
import { differs } from "../../../cli/conformance/report";
import { startEmulator } from "../../../emulator/emulator";
import { allowingTag, prepareRun, regionId, runAgainst, runId } from "./fixtures";

const instanceId = "i-given";
const noWait = (): Promise<void> => Promise.resolve();
const runTag = { "pulumi-alicloud-keypair:conformance": runId };

const it = base.extend("options", { keyPool: 1 }).extend("emulator", async ({ options }, { onCleanup }) => {
  const emulator = await startEmulator(options);
  onCleanup(() => emulator.close());
  return emulator;
});

it.for([
  ["has no tag", {}, /does not carry the tag pulumi-alicloud-keypair:conformance=yes/],
  [
    "has the tag with another value",
    { tags: { "pulumi-alicloud-keypair:conformance": "no" } },
    /carry the tag/,
  ],
  ["is bound", { tags: allowingTag, keyPairName: "theirs" }, /is bound to a key pair/],
  ["is stopped", { tags: allowingTag, status: "Stopped" }, /is not Running/],
  ["runs Windows", { tags: allowingTag, osType: "windows" }, /does not run Linux/],
] as const)(
  "an instance that %s is refused before any call that changes something",
  async ([, wanted, reason], { emulator }) => {
    emulator.addInstance({ regionId, instanceId, ...wanted });
    const before = emulator.instances();

    const run = runAgainst(emulator, { instanceId });

    await expect(run).rejects.toThrow(reason);
    expect(emulator.calls().map(({ action }) => action)).toEqual(["DescribeInstances"]);
    expect(emulator.instances()).toEqual(before);
  },
);

it("an instance that does not exist is refused", async ({ emulator }) => {
  await expect(runAgainst(emulator, { instanceId })).rejects.toThrow(/does not exist/);
});

it.for([
  ["DescribeKeyPairs", 1],
  ["DeleteKeyPairs", 2],
] as const)(
  "without the permission for %s, which clean-up needs, nothing is created",
  async ([action, calls], { emulator }) => {
    emulator.faults.add({ kind: "error", action, code: "Forbidden.RAM", httpStatus: 403 });

    await expect(runAgainst(emulator)).rejects.toThrow(new RegExp(`${action}.*|RAM denies ecs:${action}`));

    expect(emulator.calls()).toHaveLength(calls);
    expect(emulator.keyPairs()).toEqual([]);
  },
);

it("a permission that is missing is told for each call, and is no difference", async ({ emulator }) => {
  emulator.faults.add({ kind: "error", action: "UntagResources", code: "NoPermission", httpStatus: 403 });

  const compared = await runAgainst(emulator);

  const untags = compared.findings.filter(({ asked }) => asked.action === "UntagResources");
  expect(untags.length).toBeGreaterThan(5);
  expect(
    untags.every((one) => one.kind === "not asked" && one.reason === "RAM denies ecs:UntagResources"),
  ).toBe(true);
  expect(differs(compared)).toBe(false);
});

it.for([
  ["Throttling.User", 400, "ECS throttled it again and again"],
  ["ServiceUnavailable", 503, "ECS failed: 503 ServiceUnavailable"],
] as const)(
  "a call that ECS answers with %s is not asked",
  async ([code, httpStatus, reason], { emulator }) => {
    emulator.faults.add({ kind: "error", action: "ListTagResources", code, httpStatus });
    const pace = { turn: noWait, pause: noWait, rest: noWait };

    const compared = await runAgainst(emulator, { pace });

    const lists = compared.findings.filter(({ asked }) => asked.action === "ListTagResources");
    expect(lists.flatMap((one) => (one.kind === "not asked" ? [one.reason] : []))).toContain(reason);
    expect(lists.some(({ kind }) => kind === "asked")).toBe(false);
    expect(differs(compared)).toBe(false);
  },
);

it("what no reading explains is a difference", async ({ emulator }) => {
  emulator.faults.add({ kind: "error", action: "JoinResourceGroup", code: "Surprise", httpStatus: 418 });

  const compared = await runAgainst(emulator);

  const different = compared.findings.filter(
    (one) => one.kind === "asked" && one.judgement.differences.length > 0,
  );
  expect(new Set(different.map(({ asked }) => asked.action))).toEqual(new Set(["JoinResourceGroup"]));
  expect(differs(compared)).toBe(true);
});

it("a listing that lags is looked at again, and what it hides at first is deleted", async ({ emulator }) => {
  emulator.setConditions({ newKeyPairLagMs: 250, tagLagMs: 250 });

  const compared = await runAgainst(emulator);

  expect(differs(compared)).toBe(false);
  expect(compared.left).toEqual([]);
  expect(emulator.keyPairs()).toEqual([]);
});

it("after a signal no call is made but those of clean-up", async ({ emulator }) => {
  const signal = new AbortController();
  let atSignal = 0;
  const say = (line: string): void => {
    if (!/^60 of/.test(line)) return;
    atSignal = emulator.calls().length;
    signal.abort();
  };

  const run = runAgainst(emulator, { interrupted: signal.signal, say });

  await expect(run).rejects.toThrow("interrupted");
  const after = new Set(
    emulator
      .calls()
      .slice(atSignal)
      .map(({ action }) => action),
  );
  expect(after).toEqual(new Set(["DescribeKeyPairs", "DeleteKeyPairs"]));
  expect(emulator.keyPairs()).toEqual([]);
});

it("clean-up takes only what has the run's prefix and its tag", async ({ emulator }) => {
  const prefix = `conformance-${runId}-`;
  await emulator.putKeyPair({ regionId, keyPairName: `${prefix}own`, tags: runTag });
  const owner = { "pulumi-alicloud-keypair:owner": `conformance-${runId}/lifecycle/pair` };
  await emulator.putKeyPair({ regionId, keyPairName: `${prefix}lifecycle-1`, tags: owner });
  const others = {
    [`${prefix}untagged`]: {},
    [`${prefix}other-value`]: { "pulumi-alicloud-keypair:conformance": "11111111" },
    "conformance-11111111-own": { "pulumi-alicloud-keypair:conformance": "11111111" },
    "tag-only": runTag,
    [`${prefix}other-owner`]: { "pulumi-alicloud-keypair:owner": `conformance-${runId}x/lifecycle/pair` },
  };
  for (const [keyPairName, tags] of Object.entries(others)) {
    await emulator.putKeyPair({ regionId, keyPairName, tags });
  }
  const { cleaner } = prepareRun(emulator);

  const left = await cleanRun(cleaner, runId, undefined, () => undefined);

  expect(left).toEqual([]);
  expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual(Object.keys(others));
});

it("clean-up detaches the run's key pair from the given instance, and no other pair from any", async ({
  emulator,
}) => {
  const bound = `conformance-${runId}-attached`;
  await emulator.putKeyPair({ regionId, keyPairName: bound, tags: runTag });
  await emulator.putKeyPair({ regionId, keyPairName: "theirs" });
  emulator.addInstance({ regionId, instanceId, tags: allowingTag, keyPairName: bound });
  emulator.addInstance({ regionId, instanceId: "i-theirs", tags: allowingTag, keyPairName: "theirs" });
  const { cleaner } = prepareRun(emulator);
  const clean = (id: string | undefined): Promise<readonly string[]> =>
    cleanRun(cleaner, runId, id, () => undefined);

  const without = await clean(undefined);
  const other = await clean("i-theirs");
  const given = await clean(instanceId);

  expect(without).toEqual([expect.stringMatching(/attached was not deleted: it is bound .* --instance ID$/)]);
  expect(other).toEqual(without);
  expect(given).toEqual([]);
  expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual(["theirs"]);
  expect(emulator.instances().map(({ keyPairName }) => keyPairName)).toEqual([undefined, "theirs"]);
});
