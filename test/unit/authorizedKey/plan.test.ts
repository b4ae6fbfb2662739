/** What a change of an authorized key means for each instance. */
import { describe, expect, it } from "vitest";
import { planOf, under } from "../../../provider/authorizedKey/plan";
import type { Holder } from "../../../provider/authorizedKey/state";

const old = { user: "root", publicKey: "ssh-rsa OLD" };
const fresh = { user: "root", publicKey: "ssh-rsa NEW" };
const forUser = { user: "ecs-user", publicKey: "ssh-rsa OLD" };

function has(instanceId: string, ...leftKeys: Holder["leftKeys"][number][]): Holder {
  return { instanceId, isPresent: true, leftKeys };
}

function lacks(instanceId: string, ...leftKeys: Holder["leftKeys"][number][]): Holder {
  return { instanceId, isPresent: false, leftKeys };
}

function plan(instances: Holder[], key: typeof old, instanceIds: string[]) {
  return planOf({ key: old, regionId: "cn-hangzhou", instances }, { key, instanceIds });
}

describe("the plan of an authorized key", () => {
  it("of a create writes the key everywhere and removes nothing", () => {
    expect(plan([], old, ["i-1", "i-2"])).toEqual({ add: ["i-1", "i-2"], remove: [] });
  });

  it("without a change touches nothing", () => {
    expect(plan([has("i-1")], old, ["i-1"])).toEqual({ add: [], remove: [] });
  });

  it("of another key adds it everywhere before it removes the old one", () => {
    expect(plan([has("i-1"), has("i-2")], fresh, ["i-1", "i-2"])).toEqual({
      add: ["i-1", "i-2"],
      remove: [
        { instanceId: "i-1", keys: [old], isWanted: true },
        { instanceId: "i-2", keys: [old], isWanted: true },
      ],
    });
  });

  it("of another user adds there and removes here", () => {
    expect(plan([has("i-1")], forUser, ["i-1"])).toEqual({
      add: ["i-1"],
      remove: [{ instanceId: "i-1", keys: [old], isWanted: true }],
    });
  });

  it("of another list touches only what changed", () => {
    expect(plan([has("i-1"), has("i-2")], old, ["i-2", "i-3"])).toEqual({
      add: ["i-3"],
      remove: [{ instanceId: "i-1", keys: [old], isWanted: false }],
    });
  });

  it("after an unfinished change reads the key back again before it removes what was left", () => {
    expect(plan([has("i-1", fresh), has("i-2")], old, ["i-1", "i-2"])).toEqual({
      add: ["i-1"],
      remove: [{ instanceId: "i-1", keys: [fresh], isWanted: true }],
    });
  });

  it("writes a key again whose writing ended without a result, and removes it where it is no longer wanted", () => {
    expect(plan([lacks("i-1", old)], old, ["i-1"])).toEqual({ add: ["i-1"], remove: [] });
    expect(plan([lacks("i-1", old)], old, [])).toEqual({
      add: [],
      remove: [{ instanceId: "i-1", keys: [old], isWanted: false }],
    });
  });

  it("back to a key that was left removes the one in between", () => {
    expect(plan([has("i-1", fresh)], fresh, ["i-1"])).toEqual({
      add: ["i-1"],
      remove: [{ instanceId: "i-1", keys: [old], isWanted: true }],
    });
  });
});

describe("an instance under another key", () => {
  it("keeps the key before as one that is left", () => {
    const state = { key: old, regionId: "cn-hangzhou", instances: [] };

    expect(under(state, fresh, has("i-1"))).toEqual(lacks("i-1", old));
    expect(under(state, old, has("i-1", fresh))).toEqual(has("i-1", fresh));
  });
});
