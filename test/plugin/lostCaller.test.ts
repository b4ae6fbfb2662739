/** Who waits for the plugin's answer may be gone before it: no private key is left with nobody, and no process. */
import { once } from "node:events";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { warnings } from "../lifecycle/fixtures";
import type { Plugin } from "../lifecycle/plugin";
import { createRequest, deleteRequest, it } from "./fixtures";

const slowly = { kind: "delay", answerDelayMs: 1_000, action: "CreateKeyPair", calls: 1 } as const;

/** Starts a create whose answer takes its time, and gives the way to give it up. */
async function underWay(plugin: Plugin, emulator: Emulator): Promise<() => void> {
  emulator.faults.add(slowly);
  const request = createRequest({ keyPairName: "dev" });
  const create = plugin.client.create(request, () => undefined);
  await expect.poll(() => emulator.keyPairs().length, { timeout: 20_000 }).toBe(1);
  return () => {
    create.cancel();
  };
}

function deletes(emulator: Emulator): number {
  return emulator.calls().filter(({ action }) => action === "DeleteKeyPairs").length;
}

/** Whether the process has ended. */
async function ended(plugin: Plugin): Promise<boolean> {
  const { child } = plugin;
  if (child.exitCode === null) {
    await once(child, "exit");
  }
  return child.exitCode === 0;
}

describe("a create that the engine gives up", () => {
  it("deletes the pair again once its private key is in hand, and says so", async ({ plugin, emulator }) => {
    const giveUp = await underWay(plugin, emulator);

    giveUp();

    await expect.poll(() => emulator.keyPairs(), { timeout: 20_000 }).toEqual([]);
    await expect
      .poll(() => warnings(plugin), { timeout: 20_000 })
      .toMatch(/stopped waiting for the create of key pair "dev" in cn-hangzhou[\s\S]*was deleted/);
  });

  it("leaves a pair alone that is not the one it made", async ({ plugin, emulator }) => {
    const giveUp = await underWay(plugin, emulator);
    emulator.removeKeyPair("cn-hangzhou", "dev");
    const theirs = await emulator.putKeyPair({ regionId: "cn-hangzhou", keyPairName: "dev" });

    giveUp();

    await expect.poll(() => warnings(plugin), { timeout: 20_000 }).toMatch(/left alone/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([theirs.publicKey]);
  });

  it("makes nothing where it was given up before", async ({ plugin, emulator }) => {
    emulator.faults.add({ kind: "delay", answerDelayMs: 1_000, action: "GetCallerIdentity", calls: 1 });
    const create = plugin.client.create(createRequest({ keyPairName: "dev" }), () => undefined);
    await expect
      .poll(() => emulator.calls().map(({ action }) => action), { timeout: 20_000 })
      .toEqual(["GetCallerIdentity"]);

    create.cancel();
    const { outs } = await plugin.create({ keyPairName: "dev-2" });

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    expect(deletes(emulator)).toBe(0);
  });

  it("says how to go on where deleting fails too", async ({ plugin, emulator }) => {
    const giveUp = await underWay(plugin, emulator);
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "DeleteKeyPairs" });

    giveUp();

    const attempt = emulator.keyPairs()[0]?.tags["pulumi-alicloud-keypair:attempt"] ?? "none";
    await expect.poll(() => warnings(plugin), { timeout: 20_000 }).toContain(`recoverOrphan: "${attempt}"`);
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe("a delete that the engine gives up", () => {
  it("is finished all the same, and ends nothing", async ({ plugin, emulator }) => {
    const { outs } = await plugin.create({ keyPairName: "dev" });
    emulator.faults.add({ kind: "delay", answerDelayMs: 1_000, action: "DescribeKeyPairs", calls: 1 });
    emulator.clearCalls();
    const given = plugin.client.delete(deleteRequest("dev", outs), () => undefined);
    await expect
      .poll(() => emulator.calls().map(({ action }) => action), { timeout: 20_000 })
      .toEqual(["DescribeKeyPairs"]);

    given.cancel();

    await expect.poll(() => emulator.keyPairs(), { timeout: 20_000 }).toEqual([]);
    expect((await plugin.create({ keyPairName: "dev-2" })).id).toBe("dev-2");
  });
});

describe("when the engine is gone", () => {
  it("an idle process ends", async ({ plugin }) => {
    plugin.engine.close();

    expect(await ended(plugin)).toBe(true);
  });

  it("a create under way is undone before the process ends", async ({ plugin, emulator }) => {
    await underWay(plugin, emulator);

    plugin.client.close();
    plugin.engine.close();

    expect(await ended(plugin)).toBe(true);
    expect(emulator.keyPairs()).toEqual([]);
    expect(deletes(emulator)).toBe(1);
  });

  it("every one of many creates under way is undone before the process ends", async ({
    plugin,
    emulator,
  }) => {
    emulator.faults.add({ ...slowly, calls: 20 });
    const names = Array.from({ length: 20 }, (_, n) => `dev-${n}`);
    for (const keyPairName of names) {
      plugin.client.create(createRequest({ keyPairName }), () => undefined);
    }
    await expect.poll(() => emulator.keyPairs().length, { timeout: 20_000 }).toBe(names.length);

    plugin.client.close();
    plugin.engine.close();

    expect(await ended(plugin)).toBe(true);
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("a process that is told to end finishes a create whose answer is awaited", async ({
    plugin,
    emulator,
  }) => {
    emulator.faults.add(slowly);
    const created = plugin.create({ keyPairName: "dev" });
    await expect.poll(() => emulator.keyPairs().length, { timeout: 20_000 }).toBe(1);

    plugin.child.kill("SIGINT");

    expect((await created).outs["publicKey"]).toBe(emulator.keyPairs()[0]?.publicKey);
    expect(await ended(plugin)).toBe(true);
  });
});
