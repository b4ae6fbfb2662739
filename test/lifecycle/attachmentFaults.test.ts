/** Attachments that meet failures: instances that can't be bound, lost responses and kills. */
import { describe, expect } from "vitest";
import type { AddInstance } from "../../emulator/instanceDoors";
import { attachment, boundTo, idsAskedOf, it, putInstance, putInstances, regionId } from "./attachments";

describe.concurrent("an instance that can't be bound", () => {
  const faults: { what: string; wanted: Partial<AddInstance> | undefined; code: string }[] = [
    { what: "runs Windows", wanted: { osType: "windows" }, code: "DependencyViolation.WindowsInstance" },
    {
      what: "is not I/O optimized",
      wanted: { ioOptimized: false },
      code: "DependencyViolation.IoOptimize",
    },
    { what: "is being created", wanted: { status: "Pending" }, code: "IncorrectInstanceStatus" },
    { what: "does not exist", wanted: undefined, code: "InvalidInstanceId.NotFound" },
    { what: "has another pair", wanted: { keyPairName: "other" }, code: "BoundToAnotherKeyPair" },
  ];
  const readings = [
    { instanceResultTypes: "numbers" },
    { instanceResultTypes: "strings" },
    { bindingFaults: "whole-call" },
  ] as const;

  for (const reading of readings) {
    describe(`under the reading ${JSON.stringify(reading)}`, () => {
      const reads = it.extend({ readings: reading });

      reads.for(faults)(
        "because it $what is reported, the others are bound, and the next up binds only that one",
        async ({ wanted, code }, { stack, emulator }) => {
          putInstances(emulator, 5);
          emulator.removeInstance(regionId, "i-3");
          if (wanted !== undefined) {
            putInstance(emulator, "i-3", wanted);
          }
          const args = attachment(["i-1", "i-2", "i-3", "i-4", "i-5"]);

          const failure = await stack.up(args);

          expect(failure).toContain(`i-3: ${code}: `);
          expect(failure).not.toContain("i-2");
          expect(boundTo(emulator, "dev")).toEqual(["i-1", "i-2", "i-4", "i-5"]);
          expect(stack.recorded()).toMatchObject({
            failed: true,
            outputs: { instanceIds: ["i-1", "i-2", "i-4", "i-5"] },
          });

          putInstance(emulator, "i-3");
          emulator.clearCalls();
          expect(await stack.up(args)).toBeUndefined();
          expect(idsAskedOf(emulator, "AttachKeyPair")).toEqual([["i-3"]]);
          expect(boundTo(emulator, "dev").toSorted()).toEqual(["i-1", "i-2", "i-3", "i-4", "i-5"]);
        },
      );
    });
  }

  it("is left out of state where it was the only one", async ({ stack, emulator }) => {
    putInstance(emulator, "i-1", { keyPairName: "other" });

    const failure = await stack.up(attachment(["i-1"]));

    expect(failure).toContain('it is bound to key pair "other". Set replaceBound: true');
    expect(stack.recorded()).toBeUndefined();
    expect(boundTo(emulator, "other")).toEqual(["i-1"]);
  });

  it("because of another pair is bound with replaceBound", async ({ stack, emulator }) => {
    putInstance(emulator, "i-1", { keyPairName: "other" });

    expect(await stack.up(attachment(["i-1"], { replaceBound: true }))).toBeUndefined();

    expect(boundTo(emulator, "dev")).toEqual(["i-1"]);
  });

  it("in a rotation keeps the old pair, which the next up replaces", async ({ stack, emulator }) => {
    putInstances(emulator, 3);
    const args = attachment(["i-1", "i-2", "i-3"]);
    await stack.up(args);
    putInstance(emulator, "i-2", { keyPairName: "dev", status: "Pending" });

    const failure = await stack.up({ ...args, keyPairName: "next" });
    expect(failure).toContain("i-2: IncorrectInstanceStatus");
    expect(await stack.refresh()).toBeUndefined();
    putInstance(emulator, "i-2", { keyPairName: "dev" });

    expect(await stack.up({ ...args, keyPairName: "next" })).toBeUndefined();
    expect(boundTo(emulator, "next").toSorted()).toEqual(["i-1", "i-2", "i-3"]);
  });

  it("in a rotation that is never finished is detached from the old pair at last", async ({
    stack,
    emulator,
  }) => {
    putInstances(emulator, 2);
    const args = attachment(["i-1", "i-2"]);
    await stack.up(args);
    putInstance(emulator, "i-2", { keyPairName: "dev", status: "Pending" });
    await stack.up({ ...args, keyPairName: "next" });
    putInstance(emulator, "i-2", { keyPairName: "dev" });

    expect(await stack.destroy()).toBeUndefined();

    expect(boundTo(emulator, "dev")).toEqual([]);
    expect(boundTo(emulator, "next")).toEqual([]);
  });
});

describe.concurrent("a lost response", () => {
  it.for([
    { to: "AttachKeyPair", effect: true, sent: [["i-1", "i-2"]] },
    {
      to: "AttachKeyPair",
      effect: false,
      sent: [
        ["i-1", "i-2"],
        ["i-1", "i-2"],
      ],
    },
    { to: "DetachKeyPair", effect: true, sent: [["i-1", "i-2"]] },
    {
      to: "DetachKeyPair",
      effect: false,
      sent: [
        ["i-1", "i-2"],
        ["i-1", "i-2"],
      ],
    },
  ])("to $to, with effect: $effect, is looked into before any retry", async (lost, { stack, emulator }) => {
    const { to: action, effect, sent } = lost;
    putInstances(emulator, 2);
    const fault = { kind: "dropConnection", action, calls: 1, effect } as const;
    emulator.faults.add(fault);

    expect(await stack.up(attachment(["i-1", "i-2"]))).toBeUndefined();
    expect(boundTo(emulator, "dev")).toEqual(["i-1", "i-2"]);
    expect(await stack.destroy()).toBeUndefined();

    expect(boundTo(emulator, "dev")).toEqual([]);
    expect(idsAskedOf(emulator, action)).toEqual(sent);
  });

  it("in the second of three chunks repeats only what is missing", async ({ stack, emulator }) => {
    const ids = putInstances(emulator, 120);
    emulator.setConditions({ queriesPerSecond: {} });
    emulator.faults.add({ kind: "cutBody", action: "AttachKeyPair", calls: 1 });

    expect(await stack.up(attachment(ids))).toBeUndefined();

    expect(boundTo(emulator, "dev")).toHaveLength(120);
    expect(idsAskedOf(emulator, "AttachKeyPair").map((some) => some.length)).toEqual([50, 50, 20]);
  });

  it("and a kill between chunks leave nothing that the next up does not finish", async ({
    stack,
    host,
    startHost,
    emulator,
  }) => {
    const ids = putInstances(emulator, 120);
    emulator.setConditions({ latencyMs: 150 });
    const interrupted = stack.up(attachment(ids));
    await expect.poll(() => boundTo(emulator, "dev").length, { timeout: 20_000, interval: 10 }).toBe(50);
    await host.kill();
    expect(await interrupted).toBeDefined();
    expect(stack.recorded()).toBeUndefined();

    emulator.setConditions({ latencyMs: 0 });
    emulator.clearCalls();
    stack.use(await startHost());
    expect(await stack.up(attachment(ids))).toBeUndefined();

    expect(boundTo(emulator, "dev")).toHaveLength(120);
    expect(idsAskedOf(emulator, "AttachKeyPair").flat()).not.toContain("i-1");
    expect(stack.recorded()?.outputs["instanceIds"]).toEqual(ids);
  });
});
