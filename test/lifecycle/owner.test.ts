/** The owner tag on the real host process: it follows a resource that is renamed, moved to another stack or given other parents. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { attemptTag, inputs, it, ownerTag, warnings } from "./fixtures";

const regionId = "cn-hangzhou";
const dev = inputs({ keyPairName: "dev" });

function ownerIn(emulator: Emulator): string | undefined {
  return emulator.keyPairs()[0]?.tags[ownerTag];
}

function callsOf(emulator: Emulator, action: string): number {
  return emulator.calls().filter((call) => call.action === action).length;
}

describe.concurrent("a resource that", () => {
  it.for([
    ["is renamed", "project/stack/renamed"],
    ["is moved to another stack", "project/prod/dev"],
    ["is moved to another project", "other/stack/dev"],
    ["is given a parent", "project/stack/acme:web:Site::dev"],
  ] as const)("%s has its tag renewed in place, by one call", async ([, owner], { host, emulator }) => {
    const { id, outs } = await host.create(dev);
    const now = { ...dev, owner };
    emulator.clearCalls();

    const diff = await host.diff(outs, now);
    const updated = await host.update(id, outs, now);
    const again = await host.diff(updated, now);

    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(ownerIn(emulator)).toBe(owner);
    expect(callsOf(emulator, "TagResources")).toBe(1);
    expect(emulator.keyPairs()[0]?.tags[attemptTag]).toBe(outs["attempt"]);
    expect(updated).toMatchObject({ attempt: outs["attempt"], privateKey: outs["privateKey"] });
    expect(again).toMatchObject({ changes: false });
  });

  it("leaves its parent has its tag renewed", async ({ host, emulator }) => {
    const below = { ...dev, owner: "project/stack/acme:web:Site::dev" };
    const { id, outs } = await host.create(below);

    const diff = await host.diff(outs, dev);
    await host.update(id, outs, dev);

    expect(diff).toMatchObject({ changes: true, replaces: [] });
    expect(ownerIn(emulator)).toBe("project/stack/dev");
  });

  it("is renamed and given other tags gets both", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);

    await host.update(id, outs, { ...dev, owner: "project/stack/renamed", tags: { team: "infra" } });

    expect(emulator.keyPairs()[0]?.tags).toMatchObject({
      [ownerTag]: "project/stack/renamed",
      team: "infra",
    });
  });

  it("sends no tags of the provider's own has none renewed", async ({ host, emulator }) => {
    const untagged = { ...dev, ownerTags: false };
    const { outs } = await host.create(untagged);

    const diff = await host.diff(outs, { ...untagged, owner: "project/stack/renamed" });

    expect(diff).toMatchObject({ changes: false });
    expect(ownerIn(emulator)).toBeUndefined();
  });
});

describe.concurrent("a renewal that fails", () => {
  const renamed = { ...dev, owner: "project/stack/renamed" };

  it("is a warning, and is tried again by the next update", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "TagResources" });

    const kept = await host.update(id, outs, renamed);
    const warned = warnings(host);
    emulator.faults.clear();
    const diff = await host.diff(kept, renamed);
    await host.update(id, kept, renamed);

    expect(kept).toMatchObject({ privateKey: outs["privateKey"], owner: outs["owner"] });
    expect(warned).toMatch(/still names project\/stack\/::dev: TagResources failed: Forbidden\.RAM/);
    expect(diff).toMatchObject({ changes: true });
    expect(ownerIn(emulator)).toBe("project/stack/renamed");
  });

  it("leaves another pair under the name as it is", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.removeKeyPair(regionId, "dev");
    await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "theirs" } });

    await host.update(id, outs, renamed);

    expect(emulator.keyPairs()[0]?.tags).toEqual({ team: "theirs" });
    expect(warnings(host)).toContain("another pair has its name now");
  });
});

describe.concurrent("state of release 0.1.0", () => {
  const below = { ...dev, owner: "project/stack/acme:web:Site::dev" };

  it("below a parent has a tag without it, which is no change", async ({ host, emulator }) => {
    const { outs } = await host.create(dev);
    const { owner: _, ...older } = outs;

    expect(await host.diff({ ...outs, owner: "project/stack/dev" }, below)).toMatchObject({ changes: false });
    expect(await host.diff(older, below)).toMatchObject({ changes: false });
    expect(ownerIn(emulator)).toBe("project/stack/dev");
  });

  it("learns the owner by a refresh", async ({ host }) => {
    const { id, outs } = await host.create(dev);
    const { owner: _, ...older } = outs;

    const { props } = await host.read(id, older);

    expect(props["owner"]).toBe("project/stack/dev");
    expect(await host.diff(props, { ...dev, owner: "project/stack/renamed" })).toMatchObject({
      changes: true,
    });
  });

  it("learns the owner by an update, which renews it where it is another", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    const { owner: _, ...older } = outs;

    await host.update(id, older, { ...dev, owner: "project/stack/renamed", tags: { team: "infra" } });

    expect(ownerIn(emulator)).toBe("project/stack/renamed");
  });
});

describe.concurrent("a refresh", () => {
  it("keeps what state has on record of the same owner", async ({ host }) => {
    const { id, outs } = await host.create({ ...dev, owner: `project/stack/${"n".repeat(150)}` });

    const { props } = await host.read(id, outs);

    expect(outs["owner"]).toBe(`project/stack/::${"n".repeat(150)}`);
    expect(props["owner"]).toBe(outs["owner"]);
  });

  it("takes no other pair's owner over", async ({ host, emulator }) => {
    const { id, outs } = await host.create(dev);
    emulator.removeKeyPair(regionId, "dev");
    const tags = { [ownerTag]: "project/prod/theirs", [attemptTag]: "theirs" };
    await emulator.putKeyPair({ regionId, keyPairName: "dev", tags });

    const { props } = await host.read(id, outs);

    expect(props["owner"]).toBe(outs["owner"]);
  });
});
