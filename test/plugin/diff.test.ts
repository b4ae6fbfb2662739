/** Diff on the plugin: property by property, and what the dynamic host left in state. */
import { readFileSync } from "node:fs";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { describe, expect } from "vitest";
import { values, type Values } from "../lifecycle/rpc";
import { create, diff, it, read, update } from "./fixtures";

function detailsOf(response: messages.DiffResponse): Record<string, string> {
  const { Kind } = messages.PropertyDiff;
  const nameOf = (kind: messages.PropertyDiff.Kind): string =>
    Object.entries(Kind).find(([, each]) => each === kind)?.[0] ?? "";
  const details: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((change, path) => {
    details[path] = nameOf(change.getKind());
  });
  return details;
}

describe("diff", () => {
  const olds = {
    keyPairName: "dev",
    regionId: "cn-hangzhou",
    fingerPrint: "f",
    tags: { team: "a", old: "x" },
  };

  it.for([
    ["nothing", {}, {}],
    ["a name", { keyPairName: "two" }, { keyPairName: "UPDATE_REPLACE" }],
    ["one tag", { tags: { team: "b", old: "x" } }, { "tags.team": "UPDATE" }],
    ["a tag more", { tags: { team: "a", old: "x", "a.b": "y" } }, { 'tags["a.b"]': "ADD" }],
    ["a tag less", { tags: { team: "a" } }, { "tags.old": "DELETE" }],
    ["all tags", { tags: {} }, { "tags.team": "DELETE", "tags.old": "DELETE" }],
    ["a group", { resourceGroupId: "rg-1" }, { resourceGroupId: "ADD" }],
    ["a flag", { detachOnDelete: true }, { detachOnDelete: "ADD" }],
  ] as const)("shows %s", async ([, changed, details], { plugin }) => {
    const news = { keyPairName: "dev", tags: olds.tags, ...changed };

    const response = await diff(plugin, { olds, news });

    const replaces = Object.entries(details).filter(([, kind]) => kind.endsWith("REPLACE"));
    expect(detailsOf(response)).toEqual(details);
    expect(response.getHasdetaileddiff()).toBe(true);
    expect(response.getReplacesList()).toEqual(replaces.map(([name]) => name));
    expect(response.getStablesList().includes("privateKey")).toBe(replaces.length === 0);
  });

  it("compares with inputs what only inputs hold", async ({ plugin }) => {
    const { outs } = await plugin.create({ keyPairName: "dev", keySource: "local", rsaBits: 2048 });

    const response = await diff(plugin, {
      olds: outs,
      oldInputs: { keyPairName: "dev", keySource: "local", rsaBits: 2048 },
      news: { keyPairName: "dev", keySource: "local", rsaBits: 4096 },
    });

    const change = response.getDetaileddiffMap().get("rsaBits");
    expect(change?.getKind()).toBe(messages.PropertyDiff.Kind.UPDATE_REPLACE);
    expect(change?.getInputdiff()).toBe(true);
    expect(response.getDeletebeforereplace()).toBe(true);
  });
});

interface GoldenResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** Key pairs as the dynamic host of release 0.1.0 left them in state, but for their encrypted secrets. */
function goldenKeyPairs(): GoldenResource[] {
  const text = readFileSync("test/golden/state-0.1.0.json", "utf8");
  const { deployment } = JSON.parse(text) as { deployment: { resources: GoldenResource[] } };
  return deployment.resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/alicloud:KeyPair");
}

const dynamicOnly = ["__provider", "customTimeouts"];

function programOf({ owner: _, ...inputs }: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !dynamicOnly.includes(name)));
}

describe("state of the dynamic host", () => {
  it("shows no difference to the same program on the plugin", async ({ plugin }) => {
    for (const { urn, inputs, outputs } of goldenKeyPairs()) {
      const { privateKey: _, ...olds } = outputs;
      const of = urn.replace("pulumi-nodejs:dynamic/alicloud:KeyPair", "alicloud-keypair:index:KeyPair");

      const response = await diff(plugin, { of, olds, oldInputs: inputs, news: programOf(inputs) });

      expect(detailsOf(response)).toEqual({});
      expect(response.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_NONE);
    }
    expect(goldenKeyPairs()).not.toEqual([]);
  });

  it("is updated, read and deleted; what was the dynamic host's alone is gone then", async ({
    plugin,
    emulator,
  }) => {
    const made = values((await create(plugin, { keyPairName: "dev" })).getProperties());
    const olds = { ...made, __provider: "x", owner: "project/stack/dev", customTimeouts: { create: "1m" } };

    const seen = values((await read(plugin, "dev", olds)).getProperties());
    const updated = values(
      (await update(plugin, { olds, news: { keyPairName: "dev", tags: { team: "a" } } })).getProperties(),
    );
    const tags = emulator.keyPairs()[0]?.tags;
    await plugin.delete("dev", { ...updated, __provider: "x" });

    expect(Object.keys(seen)).toEqual(expect.not.arrayContaining(dynamicOnly));
    expect(updated).toEqual({ ...made, owner: "project/stack/dev", tags: { team: "a" } });
    expect(tags).toMatchObject({ team: "a", "pulumi-alicloud-keypair:owner": "project/stack/dev" });
    expect(emulator.keyPairs()).toEqual([]);
  });
});
