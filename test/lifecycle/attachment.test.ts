/** Attachments on the real host process: what is bound and detached, and what is left alone. */
import { describe, expect } from "vitest";
import { attachment, boundTo, idsAskedOf, it, putInstance, putInstances, regionId } from "./attachments";
import { callsOf } from "./fleet";
import { inputs, warnings } from "./fixtures";

describe.concurrent("an attachment", () => {
  it.for([
    { count: 0, attaches: 0, lookups: 0 },
    { count: 1, attaches: 1, lookups: 1 },
    { count: 49, attaches: 1, lookups: 1 },
    { count: 50, attaches: 1, lookups: 1 },
    { count: 51, attaches: 2, lookups: 1 },
    { count: 120, attaches: 3, lookups: 2 },
  ])(
    "of $count instances is bound in $attaches calls and read in $lookups",
    async ({ count, attaches, lookups }, { stack, emulator }) => {
      const ids = putInstances(emulator, count);

      expect(await stack.up(attachment(ids))).toBeUndefined();
      expect(boundTo(emulator, "dev")).toEqual(ids);
      expect(callsOf(emulator, "AttachKeyPair")).toBe(attaches);
      expect(callsOf(emulator)).toBe(attaches + lookups);
      expect(stack.recorded()).toMatchObject({ id: "cn-hangzhou/dev", outputs: { instanceIds: ids } });

      emulator.clearCalls();
      expect(await stack.up(attachment(ids))).toBeUndefined();
      expect(callsOf(emulator)).toBe(0);
      expect(await stack.refresh()).toBeUndefined();
      expect(callsOf(emulator)).toBe(lookups);

      expect(await stack.destroy()).toBeUndefined();
      expect(boundTo(emulator, "dev")).toEqual([]);
      expect(callsOf(emulator, "DetachKeyPair")).toBe(attaches);
    },
  );

  it("records each instance, with the restart that a running one needs", async ({ stack, emulator }) => {
    putInstance(emulator, "i-1");
    putInstance(emulator, "i-2", { status: "Stopped" });

    await stack.up(attachment(["i-1", "i-2"]));

    expect(stack.recorded()?.outputs["instances"]).toMatchObject([
      { instanceId: "i-1", bound: true, keyPairName: "dev", restartPending: true },
      { instanceId: "i-2", bound: true, keyPairName: "dev", restartPending: false },
    ]);
  });

  it("ignores order and repetitions", async ({ stack, host, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(attachment(["i-1", "i-2", "i-1"]));

    const diff = await host.diff(stack.recorded()?.outputs ?? {}, attachment(["i-2", "i-1"]));

    expect(diff.changes).toBe(false);
    expect(idsAskedOf(emulator, "AttachKeyPair")).toEqual([["i-1", "i-2"]]);
  });

  it("binds only the added instances and detaches only the removed ones", async ({ stack, emulator }) => {
    putInstances(emulator, 4);
    await stack.up(attachment(["i-1", "i-2", "i-3"]));
    emulator.clearCalls();

    expect(await stack.up(attachment(["i-2", "i-3", "i-4"]))).toBeUndefined();

    expect(boundTo(emulator, "dev")).toEqual(["i-2", "i-3", "i-4"]);
    expect(idsAskedOf(emulator, "AttachKeyPair")).toEqual([["i-4"]]);
    expect(idsAskedOf(emulator, "DetachKeyPair")).toEqual([["i-1"]]);
  });

  it("binds a new pair in place of the old one, and shows its name in the id after a refresh", async ({
    stack,
    emulator,
  }) => {
    const ids = putInstances(emulator, 3);
    await stack.up(attachment(ids));
    emulator.clearCalls();

    expect(await stack.up(attachment(ids, { keyPairName: "next" }))).toBeUndefined();
    expect(boundTo(emulator, "next")).toEqual(ids);
    expect(callsOf(emulator, "DetachKeyPair")).toBe(0);
    expect(stack.recorded()).toMatchObject({ id: "cn-hangzhou/dev", outputs: { keyPairName: "next" } });

    expect(await stack.refresh()).toBeUndefined();
    expect(stack.recorded()).toMatchObject({ outputs: { keyPairName: "next", instanceIds: ids } });
  });

  it("manages only its own instances beside another attachment of its pair", async ({
    stack,
    host,
    emulator,
  }) => {
    putInstances(emulator, 2);
    const other = { owner: "project/stack/other", keyPairName: "dev", instanceIds: ["i-2"] };
    await stack.up(attachment(["i-1"]));
    const { id, outs } = await host.create(other);

    await stack.destroy();
    expect(boundTo(emulator, "dev")).toEqual(["i-2"]);

    await host.delete(id, outs);
    expect(boundTo(emulator, "dev")).toEqual([]);
  });

  it("keeps an instance that another attachment of its pair takes over in the same run", async ({
    stack,
    host,
    emulator,
  }) => {
    putInstances(emulator, 2);
    await stack.up(attachment(["i-1", "i-2"]));
    await host.check({}, { owner: "project/stack/other", keyPairName: "dev", instanceIds: ["i-2"] });

    expect(await stack.up(attachment(["i-1"]))).toBeUndefined();

    expect(boundTo(emulator, "dev")).toEqual(["i-1", "i-2"]);
  });

  it("that is replaced keeps its bindings, in either order", async ({ stack, emulator }) => {
    const ids = putInstances(emulator, 2);
    await stack.up(attachment(ids));

    expect(await stack.replace(attachment(ids), "create first")).toBeUndefined();
    expect(boundTo(emulator, "dev")).toEqual(ids);

    expect(await stack.replace(attachment(ids), "delete first")).toBeUndefined();
    expect(boundTo(emulator, "dev")).toEqual(ids);
  });

  it("in another region replaces the attachment", async ({ host, stack, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(attachment(["i-1"]));

    const diff = await host.diff(
      stack.recorded()?.outputs ?? {},
      attachment(["i-1"], { regionId: "cn-beijing" }),
    );

    expect(diff).toMatchObject({ changes: true, replaces: ["regionId"], deleteBeforeReplace: false });
  });

  it("of a pair that does not exist fails, and nothing is recorded", async ({ stack, emulator }) => {
    putInstances(emulator, 1);

    const failure = await stack.up(attachment(["i-1"], { keyPairName: "none" }));

    expect(failure).toContain("InvalidKeyPairName.NotFound");
    expect(failure).toContain("Check keyPairName and regionId");
    expect(stack.recorded()).toBeUndefined();
  });
});

describe.concurrent("a refresh", () => {
  it("shows an instance that lost the pair, and the next up binds only that one", async ({
    stack,
    host,
    emulator,
  }) => {
    putInstances(emulator, 3);
    const args = attachment(["i-1", "i-2", "i-3"]);
    await stack.up(args);
    putInstance(emulator, "i-2");
    emulator.clearCalls();

    expect(await stack.refresh()).toBeUndefined();
    expect(stack.recorded()?.outputs["instanceIds"]).toEqual(["i-1", "i-3"]);
    expect(warnings(host)).toContain('instance i-2 has lost key pair "dev" in cn-hangzhou');

    expect(await stack.up(args)).toBeUndefined();
    expect(idsAskedOf(emulator, "AttachKeyPair")).toEqual([["i-2"]]);
  });

  it("drops a released instance with a warning", async ({ stack, host, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(attachment(["i-1", "i-2"]));
    emulator.removeInstance(regionId, "i-2");

    expect(await stack.refresh()).toBeUndefined();

    expect(stack.recorded()?.outputs["instances"]).toMatchObject([{ instanceId: "i-1", bound: true }]);
    expect(warnings(host)).toContain("instance i-2 no longer exists");
    expect(await stack.up(attachment(["i-1"]))).toBeUndefined();
  });

  it("shows an instance that was given another pair, which is not replaced unasked", async ({
    stack,
    emulator,
  }) => {
    putInstances(emulator, 2);
    const args = attachment(["i-1", "i-2"]);
    await stack.up(args);
    putInstance(emulator, "i-2", { keyPairName: "other" });

    await stack.refresh();

    expect(await stack.up(args)).toContain("i-2: BoundToAnotherKeyPair");
    expect(boundTo(emulator, "other")).toEqual(["i-2"]);
  });

  it("keeps an attachment whose instances are all gone", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(attachment(["i-1"]));
    emulator.removeInstance(regionId, "i-1");

    await stack.refresh();

    expect(stack.recorded()?.outputs).toMatchObject({ instanceIds: [], instances: [] });
  });
});

describe.concurrent("a delete", () => {
  it("detaches only what still has the pair, and says what that means", async ({ stack, host, emulator }) => {
    putInstances(emulator, 3);
    await stack.up(attachment(["i-1", "i-2", "i-3"]));
    putInstance(emulator, "i-2", { keyPairName: "other" });
    emulator.removeInstance(regionId, "i-3");

    expect(await stack.destroy()).toBeUndefined();

    expect(idsAskedOf(emulator, "DetachKeyPair")).toEqual([["i-1"]]);
    expect(boundTo(emulator, "other")).toEqual(["i-2"]);
    expect(warnings(host)).toContain("Password login is re-enabled after their next restart");
  });

  it("names the instances that could not be detached, and can be repeated", async ({ stack, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(attachment(["i-1", "i-2"]));
    putInstance(emulator, "i-2", { keyPairName: "dev", status: "Pending" });

    const failure = await stack.destroy();
    putInstance(emulator, "i-2", { keyPairName: "dev" });

    expect(failure).toContain("i-2: IncorrectInstanceStatus");
    expect(boundTo(emulator, "dev")).toEqual(["i-2"]);
    expect(await stack.destroy()).toBeUndefined();
    expect(boundTo(emulator, "dev")).toEqual([]);
  });
});

describe.concurrent("reading by id", () => {
  it("finds all instances of the pair", async ({ stack, host, emulator }) => {
    expect(stack.recorded()).toBeUndefined();
    const ids = putInstances(emulator, 120, { keyPairName: "dev" });

    const { id, props } = await host.read("cn-hangzhou/dev", inputs());

    expect(id).toBe("cn-hangzhou/dev");
    expect((props["instanceIds"] as string[]).toSorted()).toEqual(ids.toSorted());
    expect(callsOf(emulator)).toBe(2);
  });

  it("finds a pair without instances", async ({ stack, host }) => {
    expect(stack.recorded()).toBeUndefined();

    const { props } = await host.read("cn-hangzhou/dev", inputs());

    expect(props).toMatchObject({ keyPairName: "dev", regionId, instanceIds: [], instances: [] });
  });

  it("fails for a pair that does not exist", async ({ host }) => {
    await expect(host.read("cn-hangzhou/none", inputs())).rejects.toThrow(
      'key pair "none" in cn-hangzhou does not exist',
    );
  });
});

describe.concurrent("the arguments of an attachment", () => {
  it.for([
    [{ instanceIds: ["i-1"] }, "keyPairName is required"],
    [{ keyPairName: "dev" }, "instanceIds is required"],
    [{ keyPairName: "d", instanceIds: [] }, "keyPairName must be 2 to 128 characters"],
    [{ keyPairName: "dev", instanceIds: "i-1" }, "instanceIds must be a list of strings"],
    [{ keyPairName: "dev", instanceIds: [""] }, "instanceIds must be a list of instance ids"],
    [{ keyPairName: "dev", instanceIds: [], apply: "now" }, "apply must be one of later, restart"],
    [{ keyPairName: "dev", instanceIds: [], restartBatchSize: 0 }, "from 1 to 100"],
    [{ keyPairName: "dev", instanceIds: [], forceStop: true }, 'forceStop requires apply: "restart"'],
    [{ keyPairName: "dev", instanceIds: [], force: true }, "unknown argument force: an attachment takes"],
    [{ keyPairName: "dev", instanceIds: [], regionId: "a/b" }, "regionId must be a region id"],
  ] as const)("are refused: %j", async ([args, reason], { host }) => {
    const { failures } = await host.check({}, inputs(args));

    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
  });
});
