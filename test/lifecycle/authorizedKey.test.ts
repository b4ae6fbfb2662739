/** Authorized keys on the real host process: which keys instances accept, and what is left alone. */
import { describe, expect } from "vitest";
import {
  authorizedKey,
  it,
  keysOn,
  newKey,
  putInstances,
  readKeys,
  regionId,
  writeKeys,
} from "./authorizedKeys";
import { callsOf } from "./fleet";
import { warnings } from "./fixtures";

const [first, second, theirs] = [newKey(), newKey(), newKey()];

describe.concurrent("an authorized key", () => {
  it("is accepted at once on running instances, and on no other", async ({ stack, emulator }) => {
    putInstances(emulator, 3);

    expect(await stack.up(authorizedKey(first, ["i-1", "i-2"]))).toBeUndefined();

    expect([keysOn(emulator, "i-1"), keysOn(emulator, "i-2"), keysOn(emulator, "i-3")]).toEqual([
      [first],
      [first],
      [],
    ]);
    expect(stack.recorded()?.outputs).toMatchObject({
      publicKey: first,
      user: "root",
      instanceIds: ["i-1", "i-2"],
      instances: [
        { instanceId: "i-1", present: true },
        { instanceId: "i-2", present: true },
      ],
    });
    expect(callsOf(emulator, "RunCommand")).toBe(1);
  });

  it("without a change takes no call, and a refresh runs no command", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    const args = authorizedKey(first, ["i-1"]);
    await stack.up(args);
    emulator.clearCalls();

    expect(await stack.up(args)).toBeUndefined();
    expect(callsOf(emulator)).toBe(0);

    expect(await stack.refresh()).toBeUndefined();
    expect(callsOf(emulator)).toBe(1);
    expect(callsOf(emulator, "RunCommand")).toBe(0);
  });

  it("that changes is added and read back before the old one is removed", async ({ stack, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(authorizedKey(first, ["i-1", "i-2"]));
    emulator.clearCalls();

    expect(await stack.up(authorizedKey(second, ["i-1", "i-2"]))).toBeUndefined();

    expect([keysOn(emulator, "i-1"), keysOn(emulator, "i-2")]).toEqual([[second], [second]]);
    expect(callsOf(emulator, "RunCommand")).toBe(2);
    expect(stack.recorded()?.outputs["instances"]).toEqual([
      { instanceId: "i-1", present: true },
      { instanceId: "i-2", present: true },
    ]);
  });

  it("that changes revokes a line that ECS wrote for the old one", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 1);
    await writeKeys(instances, "i-1", `${first} written by ECS\n${theirs} theirs\n`);
    await stack.up(authorizedKey(first, ["i-1"]));

    expect(await stack.up(authorizedKey(second, ["i-1"]))).toBeUndefined();

    expect(keysOn(emulator, "i-1")).toEqual([theirs, second]);
  });

  it("touches only the instances that enter or leave", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 3);
    await writeKeys(instances, "i-1", `${theirs}\n`);
    await stack.up(authorizedKey(first, ["i-1", "i-2"]));
    emulator.clearCalls();

    expect(await stack.up(authorizedKey(first, ["i-2", "i-3"]))).toBeUndefined();

    expect([keysOn(emulator, "i-1"), keysOn(emulator, "i-2"), keysOn(emulator, "i-3")]).toEqual([
      [theirs],
      [first],
      [first],
    ]);
  });

  it("for another user is added there first", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 1);
    await writeKeys(instances, "i-1", `${theirs}\n`);
    await stack.up(authorizedKey(first, ["i-1"]));

    expect(await stack.up(authorizedKey(first, ["i-1"], { user: "ecs-user" }))).toBeUndefined();

    expect(await readKeys(instances, "i-1", "home/ecs-user")).toContain(first);
    expect(await readKeys(instances, "i-1")).toBe(`${theirs}\n`);
  });

  it("that is replaced stays, in either order", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    const args = authorizedKey(first, ["i-1"]);
    await stack.up(args);

    expect(await stack.replace(args, "create first")).toBeUndefined();
    expect(keysOn(emulator, "i-1")).toEqual([first]);
    expect(await stack.replace(args, "delete first")).toBeUndefined();
    expect(keysOn(emulator, "i-1")).toEqual([first]);
  });
});

describe.concurrent("the last key of a user", () => {
  it("is kept by an update, which says so, and removed with allowLastKey", async ({ stack, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(authorizedKey(first, ["i-1", "i-2"]));

    const failure = await stack.up(authorizedKey(first, ["i-2"]));

    expect(failure).toContain("i-1: LastKey: it is the last key of root");
    expect(keysOn(emulator, "i-1")).toEqual([first]);

    expect(await stack.up(authorizedKey(first, ["i-2"], { allowLastKey: true }))).toBeUndefined();
    expect(keysOn(emulator, "i-1")).toEqual([]);
  });

  it("is kept by a delete, which says so and succeeds", async ({ stack, host, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(authorizedKey(first, ["i-1"]));

    expect(await stack.destroy()).toBeUndefined();

    expect(keysOn(emulator, "i-1")).toEqual([first]);
    expect(warnings(host)).toContain("the key of root stays on instance i-1: it is the last one");
  });
});

describe.concurrent("a delete", () => {
  it("removes only its own line", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 2);
    await writeKeys(instances, "i-1", `${theirs} theirs\n`);
    await writeKeys(instances, "i-2", `${first} mine since long ago\n${theirs} theirs\n`);
    await stack.up(authorizedKey(first, ["i-1", "i-2"]));

    expect(await stack.destroy()).toBeUndefined();

    expect(await readKeys(instances, "i-1")).toBe(`${theirs} theirs\n`);
    expect(await readKeys(instances, "i-2")).toBe(`${first} mine since long ago\n${theirs} theirs\n`);
    expect(emulator.instances()).toHaveLength(2);
  });

  it("goes through where instances are stopped, released or without an agent", async ({
    stack,
    host,
    emulator,
  }) => {
    putInstances(emulator, 3);
    await stack.up(authorizedKey(first, ["i-1", "i-2", "i-3"]));
    emulator.removeInstance(regionId, "i-1");
    emulator.addInstance({ regionId, instanceId: "i-2", status: "Stopped" });
    emulator.setInstance({ regionId, instanceId: "i-3", agent: "stopped" });

    expect(await stack.destroy()).toBeUndefined();

    expect(warnings(host)).toContain("the key may stay on instance i-2: InstanceNotRunning");
    expect(warnings(host)).toContain("the key may stay on instance i-3: ClientNotRunning");
    expect(warnings(host)).not.toContain("i-1");
  });
});

describe.concurrent("an instance on which no command can run", () => {
  it("is reported, the others are done, and the next up does only that one", async ({ stack, emulator }) => {
    putInstances(emulator, 3);
    emulator.setInstance({ regionId, instanceId: "i-2", agent: "stopped" });
    const args = authorizedKey(first, ["i-1", "i-2", "i-3"]);

    const failure = await stack.up(args);
    expect(failure).toContain("i-2: ClientNotRunning");
    expect(stack.recorded()).toMatchObject({ failed: true, outputs: { instanceIds: ["i-1", "i-3"] } });

    emulator.setInstance({ regionId, instanceId: "i-2", agent: "running" });
    emulator.clearCalls();
    expect(await stack.up(args)).toBeUndefined();
    expect(keysOn(emulator, "i-2")).toEqual([first]);
    expect(callsOf(emulator, "RunCommand")).toBe(1);
  });

  it("is left out with onUnfit: skip", async ({ stack, host, emulator }) => {
    putInstances(emulator, 2);
    emulator.addInstance({ regionId, instanceId: "i-2", status: "Stopped" });

    expect(await stack.up(authorizedKey(first, ["i-1", "i-2"], { onUnfit: "skip" }))).toBeUndefined();

    expect(stack.recorded()?.outputs["instanceIds"]).toEqual(["i-1"]);
    expect(warnings(host)).toContain("the key of root was not written on i-2 (it is Stopped)");
  });

  it("and may hold a retired key is reported even with onUnfit: skip", async ({ stack, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(authorizedKey(first, ["i-1", "i-2"], { onUnfit: "skip" }));
    emulator.setInstance({ regionId, instanceId: "i-2", agent: "stopped" });

    const failure = await stack.up(authorizedKey(second, ["i-1", "i-2"], { onUnfit: "skip" }));

    expect(failure).toContain("i-2: ClientNotRunning");
    expect(keysOn(emulator, "i-1")).toEqual([second]);
    expect(keysOn(emulator, "i-2")).toEqual([first]);
    emulator.setInstance({ regionId, instanceId: "i-2", agent: "running" });
    expect(await stack.up(authorizedKey(second, ["i-1", "i-2"], { onUnfit: "skip" }))).toBeUndefined();
    expect(keysOn(emulator, "i-2")).toEqual([second]);
  });
});

describe.concurrent("an old key is kept", () => {
  it("where the new one was not really written: a first rotation that writes nothing is not followed by a lock-out", async ({
    stack,
    emulator,
  }) => {
    putInstances(emulator, 2);
    await stack.up(authorizedKey(first, ["i-1", "i-2"]));
    emulator.setInstance({ regionId, instanceId: "i-2", failCommands: { status: "Success" } });

    const failure = await stack.up(authorizedKey(second, ["i-1", "i-2"]));
    expect(failure).toContain("i-2: NoReport");
    const again = await stack.up(authorizedKey(theirs, ["i-1", "i-2"]));
    expect(again).toContain("i-2: NoReport");

    expect(keysOn(emulator, "i-2")).toEqual([first]);
    emulator.setInstance({ regionId, instanceId: "i-2", failCommands: null });
    expect(await stack.up(authorizedKey(theirs, ["i-1", "i-2"]))).toBeUndefined();
    expect([keysOn(emulator, "i-1"), keysOn(emulator, "i-2")]).toEqual([[theirs], [theirs]]);
  });

  it("where sshd can't be asked which file it reads", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(authorizedKey(first, ["i-1"]));
    emulator.setInstance({ regionId, instanceId: "i-1", sshd: "missing" });

    const failure = await stack.up(authorizedKey(second, ["i-1"]));

    expect(failure).toContain("i-1: NotProven");
    expect(keysOn(emulator, "i-1")).toEqual([first, second]);
  });

  it("where sshd reads another file", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    emulator.setInstance({ regionId, instanceId: "i-1", authorizedKeysFile: "/etc/ssh/keys/%u" });

    const failure = await stack.up(authorizedKey(first, ["i-1"]));

    expect(failure).toContain("i-1: OtherKeyFile");
    expect(stack.recorded()).toBeUndefined();
  });

  it("on a full disk", async ({ stack, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(authorizedKey(first, ["i-1"]));
    emulator.setInstance({ regionId, instanceId: "i-1", disk: "full" });

    expect(await stack.up(authorizedKey(second, ["i-1"]))).toContain("i-1: WriteFailed");

    expect(keysOn(emulator, "i-1")).toEqual([first]);
  });
});

describe.concurrent("a refresh with checkOnRefresh", () => {
  it("shows an instance that lost the key, and the next up writes it only there", async ({
    stack,
    emulator,
    instances,
  }) => {
    putInstances(emulator, 2);
    const args = authorizedKey(first, ["i-1", "i-2"], { checkOnRefresh: true });
    await stack.up(args);
    await writeKeys(instances, "i-2", `${theirs}\n`);

    expect(await stack.refresh()).toBeUndefined();
    expect(stack.recorded()?.outputs["instanceIds"]).toEqual(["i-1"]);

    expect(await stack.up(args)).toBeUndefined();
    expect(keysOn(emulator, "i-2")).toEqual([theirs, first]);
  });
});
