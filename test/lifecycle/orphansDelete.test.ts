/** The command `orphans --delete`: one orphan goes, and nothing else ever. */
import { open, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject } from "vitest";
import { runCommand } from "./command";
import { emulatorEnvironment } from "./fixtures";
import { exportOf, it, minuteMs, putTagged, regionId } from "./orphansFixtures";

describe("--delete", () => {
  it("deletes the orphan and nothing else", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");
    await putTagged({ emulator, clock }, "good");

    const end = await orphans(
      exportOf({ outputs: { keyPairName: "good", regionId, attempt: "attempt-of-good" } }),
      "--delete",
      "lost",
    );

    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/^Deleted lost, cn-hangzhou, 2 h old/);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual(["good"]);
  });

  it.for([
    ["does not exist", "nobody", /there is no such key pair/],
    ["carries no tags", "untagged", /does not carry this provider's tags/],
    ["is another stack's", "theirs", /it belongs to shop\/dev2\/key, not to shop\/dev/],
    ["the state holds", "good", /the state of shop\/dev holds it/],
    ["is bound to instances", "bound", /it is bound to i-1, i-2/],
    ["was made just now", "young", /less than 5 minutes before the export/],
    ["two regions have", "twice", /one of this name in cn-hangzhou and cn-beijing: --region must say which/],
  ] as const)("refuses a pair that %s", async ([, name, reason], { emulator, clock, orphans }) => {
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

    const end = await orphans(
      exportOf(
        { outputs: { keyPairName: "good", regionId, attempt: "attempt-of-good" } },
        { outputs: { keyPairName: "far", regionId: "cn-beijing", attempt: "far" } },
      ),
      "--delete",
      name,
    );

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(reason);
    expect(end.stdout).toBe("");
    expect(emulator.keyPairs()).toEqual(before);
  });

  it("takes the pair of the region that --region names", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "twice");
    await putTagged({ emulator, clock }, "twice", { region: "cn-beijing" });

    const end = await orphans(exportOf(), "--region", "cn-beijing", "--delete", "twice", "--json");

    expect(JSON.parse(end.stdout)).toMatchObject({
      deleted: { keyPairName: "twice", regionId: "cn-beijing" },
    });
    expect(emulator.keyPairs().map((pair) => pair.regionId)).toEqual([regionId]);
  });

  it("looks rather than sends again where the answer is lost", async ({ emulator, clock, orphans }) => {
    await putTagged({ emulator, clock }, "lost");
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });

    const end = await orphans(exportOf(), "--delete", "lost");

    expect(end.exitCode).toBe(0);
    expect(emulator.keyPairs()).toEqual([]);
    expect(emulator.calls().filter((call) => call.action === "DeleteKeyPairs")).toHaveLength(1);
  });

  it("leaves a bound pair alone where DescribeInstances is denied: ECS refuses", async ({
    emulator,
    clock,
    orphans,
  }) => {
    await putTagged({ emulator, clock }, "bound");
    emulator.addInstance({ regionId, keyPairName: "bound" });
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "DescribeInstances",
    });

    const end = await orphans(exportOf(), "--delete", "bound");

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("was not deleted: it is bound to instances");
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("refuses a pair that was made after an export that was kept in a file", async ({
    emulator,
    clock,
    home,
  }) => {
    await putTagged({ emulator, clock }, "recorded-since", { madeMinutesAgo: 30 });
    const file = join(home, "export.json");
    await writeFile(file, JSON.stringify(exportOf()));
    const hourAgo = new Date(Date.now() - 60 * minuteMs);
    await utimes(file, hourAgo, hourAgo);
    await using handle = await open(file);
    const env = { HOME: home, ...emulatorEnvironment(emulator.url) };

    const end = await runCommand(["orphans", "--delete", "recorded-since"], {
      ...{ installed: inject("installed"), env },
      stdin: handle.fd,
    });

    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("less than 5 minutes before the export");
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});
