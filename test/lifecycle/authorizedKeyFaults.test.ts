/** Authorized keys whose calls fail in the end although an earlier attempt took effect: nothing is lost, and the message says where to look. */
import { describe, expect } from "vitest";
import { authorizedKey, it, keysOn, newKey, putInstances, writeKeys } from "./authorizedKeys";

const [first, second, theirs] = [newKey(), newKey(), newKey()];
const ids = ["i-1", "i-2"];
const inDoubt = "The script may have run, or may still run, on i-1, i-2.";

describe.concurrent("a command that ran although its call was refused in the end", () => {
  it("leaves its key in state, and the next change removes it", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 2);
    await Promise.all(ids.map((instanceId) => writeKeys(instances, instanceId, `${theirs}\n`)));
    emulator.faults.add({ kind: "dropConnection", action: "RunCommand", calls: 1, effect: true });
    emulator.faults.add({ kind: "error", code: "SignatureDoesNotMatch", action: "RunCommand" });

    const failure = await stack.up(authorizedKey(first, ids));

    expect(failure).toContain(inDoubt);
    expect(stack.recorded()?.outputs["instances"]).toMatchObject(
      ids.map((instanceId) => ({ instanceId, present: false, leftKeys: [{ publicKey: first }] })),
    );
    emulator.faults.clear();
    expect(await stack.up(authorizedKey(second, ids))).toBeUndefined();
    expect(ids.map((instanceId) => keysOn(emulator, instanceId))).toEqual([
      [theirs, second],
      [theirs, second],
    ]);
  });

  it("fails a delete, which names the key and can be repeated", async ({ stack, emulator, instances }) => {
    putInstances(emulator, 2);
    await Promise.all(ids.map((instanceId) => writeKeys(instances, instanceId, `${theirs}\n`)));
    await stack.up(authorizedKey(first, ids));
    emulator.faults.add({ kind: "dropConnection", action: "RunCommand", calls: 1, effect: true });
    emulator.faults.add({ kind: "error", code: "SignatureDoesNotMatch", action: "RunCommand" });

    const failure = await stack.destroy();

    expect(failure).toMatch(
      /authorized key of root in cn-hangzhou: RunCommand failed: SignatureDoesNotMatch \(HTTP 400, RequestId/,
    );
    expect(failure).toContain(`${inDoubt}\nRun the same command again: it removes only what is left.`);
    emulator.faults.clear();
    expect(await stack.destroy()).toBeUndefined();
    expect(ids.map((instanceId) => keysOn(emulator, instanceId))).toEqual([[theirs], [theirs]]);
  });
});
