/** Names on the plugin: the stack's autonaming, and create's own where there is none. */
import { describe, expect } from "vitest";
import type { Plugin } from "../lifecycle/plugin";
import { values, type Values } from "../lifecycle/rpc";
import { check, diff, it } from "./fixtures";

async function checked(
  plugin: Plugin,
  arguments_: Parameters<typeof check>[1],
  autonaming?: Parameters<typeof check>[2],
): Promise<Values> {
  return values((await check(plugin, arguments_, autonaming)).getInputs());
}

describe("a name that the program leaves out", () => {
  it("is left to create where the stack says nothing", async ({ plugin, emulator }) => {
    const inputs = await checked(plugin, {});

    const { id } = await plugin.create(inputs);

    expect(inputs).toEqual({ __defaults: [] });
    expect(id).toMatch(/^dev-[0-9a-f]{7}$/);
    expect(emulator.keyPairs().map((pair) => pair.keyPairName)).toEqual([id]);
  });

  it.for(["PROPOSE", "ENFORCE"] as const)("is the proposed one with %s", async (mode, { plugin }) => {
    const inputs = await checked(plugin, {}, { mode, proposedName: "team-dev" });

    const { id } = await plugin.create(inputs);

    expect(inputs).toEqual({ keyPairName: "team-dev", __defaults: ["keyPairName"] });
    expect(id).toBe("team-dev");
  });

  it("is refused where the stack makes no names", async ({ plugin }) => {
    const response = await check(plugin, {}, { mode: "DISABLE" });

    const [failure] = response.getFailuresList();
    expect(failure?.getReason()).toMatch(/keyPairName is required/);
  });

  it("is checked like any other", async ({ plugin }) => {
    const response = await check(plugin, {}, { mode: "ENFORCE", proposedName: "1 dev" });

    expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual([
      expect.stringContaining("must start with a letter"),
    ]);
  });
});

describe("a living pair", () => {
  it("keeps the name that was made for it, whatever is proposed now", async ({ plugin }) => {
    const olds = { keyPairName: "team-dev", __defaults: ["keyPairName"] };

    const inputs = await checked(plugin, { olds }, { mode: "PROPOSE", proposedName: "other-dev" });

    expect(inputs).toEqual(olds);
  });

  it("without arguments is not taken for a new one: no name is wanted, no region, and no name made", async ({
    startOne,
  }) => {
    const plugin = await startOne({ env: { ALICLOUD_REGION: "" } });

    const response = await check(plugin, { olds: { __defaults: [] } }, { mode: "DISABLE" });

    expect(response.getFailuresList()).toEqual([]);
    expect(values(response.getInputs())).toEqual({ __defaults: [] });
  });

  it("is not replaced in place when its name was made: the new pair gets another", async ({ plugin }) => {
    const { outs } = await plugin.create({ keyPairName: "team-dev" });

    const response = await diff(plugin, {
      olds: outs,
      news: { keyPairName: "team-dev", __defaults: ["keyPairName"], keySource: "local" },
    });

    expect(response.getReplacesList()).toEqual(["keySource"]);
    expect(response.getDeletebeforereplace()).toBe(false);
  });
});

describe("a name that the program gives", () => {
  it("wins over the stack's", async ({ plugin }) => {
    const news = { keyPairName: "dev" };

    const inputs = await checked(plugin, { news }, { mode: "ENFORCE", proposedName: "team-dev" });

    expect(inputs).toEqual({ ...news, __defaults: [] });
  });
});
