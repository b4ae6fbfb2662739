/** Attachments with `apply: "restart"` on the real host process: which instances restart, how many at a time, and what stops it. */
import { describe, expect } from "vitest";
import { attachment, boundTo, idsAskedOf, it, putInstance, putInstances } from "./attachments";
import { callsOf } from "./fleet";

const restart = { apply: "restart" };
const longAgo = new Date("2026-01-01T00:00:00Z");

interface Instance {
  readonly restartPending: boolean;
}

function pending(outputs: Record<string, unknown> | undefined): boolean[] {
  return (outputs?.["instances"] as Instance[]).map(({ restartPending }) => restartPending);
}

describe.concurrent("a newly bound pair", () => {
  it("is put into effect batch by batch on running instances, and stopped ones stay stopped", async ({
    stack,
    host,
    emulator,
  }) => {
    const ids = putInstances(emulator, 5);
    putInstance(emulator, "i-6", { status: "Stopped" });
    emulator.setConditions({ instanceStartMs: 100, instanceStopMs: 100 });

    expect(await stack.up(attachment([...ids, "i-6"], { ...restart, restartBatchSize: 2 }))).toBeUndefined();

    expect(idsAskedOf(emulator, "RebootInstances")).toEqual([["i-1", "i-2"], ["i-3", "i-4"], ["i-5"]]);
    expect(emulator.instances().map(({ status }) => status)).toEqual([
      ...ids.map(() => "Running"),
      "Stopped",
    ]);
    expect(pending(stack.recorded()?.outputs)).toEqual([false, false, false, false, false, false]);
    const [dev] = emulator.keyPairs();
    expect(emulator.instances()[0]?.authorizedKeys).toEqual([dev?.publicKey]);
    expect(host.messages.map(({ text }) => text).join("\n")).toContain("on 4 of 5 instances: i-3, i-4");
  });

  it("waits for each instance's next start by default", async ({ stack, emulator }) => {
    putInstances(emulator, 2);

    await stack.up(attachment(["i-1", "i-2"]));

    expect(callsOf(emulator, "RebootInstances")).toBe(0);
    expect(pending(stack.recorded()?.outputs)).toEqual([true, true]);
  });

  it("is put into effect later where the program asks for restarts then", async ({ stack, emulator }) => {
    putInstances(emulator, 2, { startTime: longAgo });
    await stack.up(attachment(["i-1", "i-2"]));
    putInstance(emulator, "i-2", { keyPairName: "dev" });

    expect(await stack.up(attachment(["i-1", "i-2"], restart))).toBeUndefined();

    // The other one was restarted by somebody in the meantime.
    expect(idsAskedOf(emulator, "RebootInstances")).toEqual([["i-1"]]);
    expect(pending(stack.recorded()?.outputs)).toEqual([false, false]);
  });

  it("restarts only the instances that it is new on", async ({ stack, emulator }) => {
    putInstances(emulator, 3);
    await stack.up(attachment(["i-1", "i-2"], restart));
    emulator.clearCalls();

    expect(await stack.up(attachment(["i-2", "i-3"], restart))).toBeUndefined();

    expect(idsAskedOf(emulator, "RebootInstances")).toEqual([["i-3"]]);
  });

  it("never cuts the power unless asked", async ({ stack, emulator }) => {
    putInstances(emulator, 2);
    await stack.up(attachment(["i-1"], restart));
    await stack.up(attachment(["i-1", "i-2"], { ...restart, forceStop: true }));

    const forced = emulator
      .calls()
      .filter(({ action }) => action === "RebootInstances")
      .map(({ parameters }) => parameters["ForceReboot"]);
    expect(forced).toEqual(["false", "true"]);
  });
});

describe.concurrent("a refresh", () => {
  it("notices that an instance was restarted", async ({ stack, emulator }) => {
    putInstances(emulator, 2, { startTime: longAgo });
    await stack.up(attachment(["i-1", "i-2"]));
    putInstance(emulator, "i-2", { keyPairName: "dev" });

    await stack.refresh();

    expect(pending(stack.recorded()?.outputs)).toEqual([true, false]);
  });
});

describe.concurrent("an instance that does not run again", () => {
  it("stops the roll-out, and the next up goes on with the others", async ({ stack, emulator }) => {
    const ids = putInstances(emulator, 4, { startTime: longAgo });
    const args = attachment(ids, { ...restart, customTimeouts: { create: "4s" } });
    emulator.setConditions({ instanceStartMs: 600_000 });

    const failure = await stack.up(args);

    expect(failure).toContain("i-1 did not run again within 4s (customTimeouts)");
    expect(failure).toContain("The roll-out stopped: i-2, i-3, i-4 were not restarted");
    expect(boundTo(emulator, "dev")).toEqual(ids);
    expect(stack.recorded()?.outputs["instanceIds"]).toEqual(ids);
    expect(pending(stack.recorded()?.outputs)).toEqual([true, true, true, true]);

    emulator.setConditions({ instanceStartMs: 0 });
    putInstance(emulator, "i-1", { keyPairName: "dev" });
    emulator.clearCalls();
    expect(await stack.up(attachment(ids, restart))).toBeUndefined();
    expect(idsAskedOf(emulator, "RebootInstances")).toEqual([["i-2"], ["i-3"], ["i-4"]]);
    expect(callsOf(emulator, "AttachKeyPair")).toBe(0);
  });

  it("because ECS refuses the restart stops the roll-out too", async ({ stack, emulator }) => {
    const ids = putInstances(emulator, 2);
    emulator.faults.add({ kind: "error", action: "RebootInstances", code: "Forbidden.RAM", httpStatus: 403 });

    const failure = await stack.up(attachment(ids, restart));

    expect(failure).toContain("RebootInstances failed: Forbidden.RAM");
    expect(failure).toContain("\nThe roll-out stopped: i-2 was not restarted");
    expect(boundTo(emulator, "dev")).toEqual(ids);
  });
});

describe.concurrent("a lost response to a restart", () => {
  it("that began is not repeated", async ({ stack, emulator }) => {
    putInstances(emulator, 1, { startTime: longAgo });
    emulator.setConditions({ instanceStartMs: 3_000 });
    emulator.faults.add({ kind: "dropConnection", action: "RebootInstances", calls: 1, effect: true });

    expect(await stack.up(attachment(["i-1"], restart))).toBeUndefined();

    expect(callsOf(emulator, "RebootInstances")).toBe(1);
    expect(pending(stack.recorded()?.outputs)).toEqual([false]);
  });

  it("that did not begin is repeated", async ({ stack, emulator }) => {
    putInstances(emulator, 1, { startTime: longAgo });
    emulator.faults.add({ kind: "dropConnection", action: "RebootInstances", calls: 1, effect: false });

    expect(await stack.up(attachment(["i-1"], restart))).toBeUndefined();

    expect(callsOf(emulator, "RebootInstances")).toBe(2);
  });
});

describe.concurrent("a preview", () => {
  it("says which instances restart if they run, without a call", async ({ host, stack, emulator }) => {
    putInstances(emulator, 2);
    await host.check({}, attachment(["i-1", "i-2"], restart));
    const told = () => host.messages.map(({ text }) => text).join("\n");
    expect(told()).toContain("those of i-1, i-2 that are running will be restarted, 1 at a time");
    await stack.up(attachment(["i-1"], restart));
    emulator.clearCalls();

    await host.diff(stack.recorded()?.outputs ?? {}, attachment(["i-1", "i-2"], restart));

    expect(told()).toContain("those of i-2 that are running will be restarted");
    expect(callsOf(emulator)).toBe(0);
  });

  it("says that all may restart where the pair's name is not known yet", async ({
    host,
    stack,
    emulator,
  }) => {
    putInstances(emulator, 1);
    await stack.up(attachment(["i-1"], restart));
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    await host.diff(
      stack.recorded()?.outputs ?? {},
      attachment(["i-1"], { ...restart, keyPairName: unknown }),
    );

    expect(host.messages.map(({ text }) => text).join("\n")).toContain(
      "all instances of this attachment that are running may be restarted",
    );
  });

  it("says nothing where nothing restarts", async ({ host, stack, emulator }) => {
    putInstances(emulator, 1);
    await stack.up(attachment(["i-1"], restart));
    const before = host.messages.length;

    await host.diff(stack.recorded()?.outputs ?? {}, attachment(["i-1"], restart));

    expect(host.messages.slice(before)).toEqual([]);
  });
});
