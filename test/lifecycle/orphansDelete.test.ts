/** The command `orphans --delete`: one orphan goes, and nothing else ever. */
import { describe, expect } from "vitest";
import { exportOf, exportOfStack, it, putTagged, regionId } from "./orphansFixtures";

describe("--delete", () => {
  it("deletes the orphan and nothing else", async ({ emulator, clock, login }) => {
    await putTagged({ emulator, clock }, "lost");
    await putTagged({ emulator, clock }, "good");

    const good = { outputs: { keyPairName: "good", regionId, attempt: "attempt-of-good" } };
    await login.put("organization/shop/dev", exportOf(good));

    const end = await login.orphans("--delete", "lost");

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/^Deleted lost, cn-hangzhou, 2 h old/);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["good"]);
  });

  it.for([
    ["does not exist", "nobody", /there is no such key pair/],
    ["carries no tags", "untagged", /does not carry this provider's tags/],
    [
      "is another stack's",
      "theirs",
      /it belongs to shop\/dev2\/key, and the state of shop\/dev2 was not read/,
    ],
    ["a state holds", "good", /a state holds it/],
    ["is bound to instances", "bound", /it is bound to i-1, i-2/],
    ["was made just now", "young", /less than 5 minutes before the states were read/],
    ["two regions have", "twice", /one with this name in cn-hangzhou and cn-beijing\. Use --region/],
  ] as const)("refuses a pair that %s", async ([, name, reason], { emulator, clock, login }) => {
    await emulator.putKeyPair({ regionId, keyPairName: "untagged" });
    await putTagged({ emulator, clock }, "theirs", { owner: "shop/dev2/key" });
    await putTagged({ emulator, clock }, "good");
    await putTagged({ emulator, clock }, "bound");
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "bound" });
    emulator.addInstance({ regionId, instanceId: "i-2", keyPairName: "bound" });
    await putTagged({ emulator, clock }, "young", { madeMinutesAgo: 5 });
    await putTagged({ emulator, clock }, "twice");
    await putTagged({ emulator, clock }, "twice", { region: "cn-beijing" });
    const before = emulator.keyPairs();

    const good = { outputs: { keyPairName: "good", regionId, attempt: "attempt-of-good" } };
    await login.put("organization/shop/dev", exportOf(good));
    const both = ["--region", regionId, "--region", "cn-beijing"];

    const end = await login.orphans(...both, "--delete", name);

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(reason);
    expect(end.stdout).toBe("");
    expect(emulator.keyPairs()).toEqual(before);
  });

  it("takes the pair of the region that --region names", async ({ emulator, clock, login }) => {
    await putTagged({ emulator, clock }, "twice");
    await putTagged({ emulator, clock }, "twice", { region: "cn-beijing" });

    await login.put("organization/shop/dev", exportOf());

    const end = await login.orphans("--region", "cn-beijing", "--delete", "twice", "--json");

    expect(JSON.parse(end.stdout)).toMatchObject({
      deleted: { keyPairName: "twice", regionId: "cn-beijing" },
    });
    expect(emulator.keyPairs().map((pair) => pair.regionId)).toEqual([regionId]);
  });

  it("looks rather than sends again where the answer is lost", async ({ emulator, clock, login }) => {
    await putTagged({ emulator, clock }, "lost");
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    await login.put("organization/shop/dev", exportOf());

    const end = await login.orphans("--delete", "lost");

    expect(end.exitCode).toBe(0);
    expect(emulator.keyPairs()).toEqual([]);
    expect(emulator.calls().filter((call) => call.action === "DeleteKeyPairs")).toHaveLength(1);
  });

  it("leaves a bound pair alone where DescribeInstances is denied: ECS refuses", async ({
    emulator,
    clock,
    login,
  }) => {
    await putTagged({ emulator, clock }, "bound");
    emulator.addInstance({ regionId, keyPairName: "bound" });
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "DescribeInstances",
    });

    await login.put("organization/shop/dev", exportOf());

    const end = await login.orphans("--delete", "bound");

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("was not deleted: it is bound to instances");
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it.for([
    [
      "can't be read",
      "organization/shop/other",
      undefined,
      {},
      /the state of shop\/other was not read.*corrupt/,
    ],
    [
      "is being updated",
      "organization/shop/dev",
      exportOf(),
      { updateInProgress: true },
      /shop\/dev was not read.*in progress/,
    ],
  ] as const)(
    "refuses while a stack %s",
    async ([, reference, exported, listed, reason], { emulator, clock, login }) => {
      await putTagged({ emulator, clock }, "lost");
      await login.put("organization/shop/sibling", exportOfStack("sibling"));
      await login.put(reference, exported, listed);

      const end = await login.orphans("--delete", "lost", "--owner", "shop/dev");

      expect(end.exitCode).toBe(1);
      expect(end.stderr).toMatch(reason);
      expect(emulator.keyPairs()).toHaveLength(1);
    },
  );

  it("refuses a pair of a stack that was not read, and takes it where --owner confirms that stack", async ({
    emulator,
    clock,
    login,
  }) => {
    await putTagged({ emulator, clock }, "lost", { owner: "shop/renamed/key" });
    await login.put("organization/shop/dev", exportOf());

    const refused = await login.orphans("--delete", "lost");
    const wrong = await login.orphans("--delete", "lost", "--owner", "shop/dev");
    const before = emulator.keyPairs().length;
    const deleted = await login.orphans("--delete", "lost", "--owner", "shop/renamed");

    expect(refused.stderr).toContain("the state of shop/renamed was not read");
    expect(refused.stderr).toContain("add --owner shop/renamed");
    expect(wrong.stderr).toContain("it belongs to shop/renamed/key, not to shop/dev.");
    expect(before).toBe(1);
    expect(deleted.exitCode).toBe(0);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("takes no exports, which may be out of date", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");

    const end = await orphans(exportOf(), "--delete", "lost");

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("--delete reads the current states itself. Run it without exports");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});
