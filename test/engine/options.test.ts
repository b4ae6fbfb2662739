/** What arguments and Pulumi's own resource options come to on the real engine and the dynamic host, in one program. */
import { describe, expect } from "vitest";
import { it } from "./fixtures";
import { succeed } from "./stack";

const regionId = "cn-hangzhou";

/** A pair of each kind; `trigger` rotates two of them, and `opts` are those of the pair `kept`. */
function program({ trigger, opts }: { trigger: string; opts: string }): string {
  return `
const alicloud = require("pulumi-alicloud-keypair");
const rotating = { replacementTrigger: "${trigger}" };
const rotated = new alicloud.KeyPair("rotated", {}, rotating);
new alicloud.KeyPair("derived", { keyPairName: rotated.keyPairName.apply((name) => name + "-derived") });
new alicloud.KeyPair("fixed", { keyPairName: "fixed" }, rotating);
new alicloud.KeyPair("local", { keySource: "local", algorithm: "ECDSA", tags: { a: "" } });
new alicloud.KeyPair("grouped", { resourceGroupId: "rg-aaaaaaaaaaaaaaa", detachOnDelete: true });
new alicloud.KeyPair("untagged", { ownerTags: false });
new alicloud.KeyPair("adopted", { keyPairName: "adopted", adopt: true, tags: { team: "infra" } });
new alicloud.KeyPair("kept", { keyPairName: "kept" }, ${opts});
const theirs = alicloud.KeyPair.get("theirs", "cn-beijing/theirs");
module.exports = {
  rotated: rotated.publicKey,
  theirs: { id: theirs.id, keyPairName: theirs.keyPairName, publicKey: theirs.publicKey, regionId: theirs.regionId },
};
`;
}

describe("key pairs of every kind in one program", () => {
  it("are created, stay as they are, rotate in the right order, and go or stay at the end as their options say", async ({
    open,
    emulator,
  }) => {
    const adopted = await emulator.putKeyPair({ regionId, keyPairName: "adopted", tags: { old: "1" } });
    const theirs = await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });
    const first = { trigger: "v1", opts: "{ protect: true }" };
    const stack = await open({ program: program(first) });
    const publicKeys = () => new Map(emulator.keyPairs().map((pair) => [pair.keyPairName, pair.publicKey]));

    // A name that is not known before up passes the preview.
    expect((await succeed(stack.preview())).text).toContain("+ 9 to create");

    // An adopted pair that can't be tagged is in state with the error, beside those that were created; the next up tags it.
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "TagResources" });
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.text).toMatch(/Forbidden\.RAM[\s\S]*The next up goes on/);
    const reached = (await stack.keyPairs()).find(({ id }) => id === "adopted");
    expect(reached?.outputs).toMatchObject({ adopted: true });
    expect(reached?.initErrors?.join()).toContain("Forbidden.RAM");
    emulator.faults.clear();
    await succeed(stack.up());
    const finished = await stack.keyPairs();
    expect(finished.find(({ id }) => id === "adopted")).not.toHaveProperty("initErrors");
    expect(emulator.keyPairs().find((pair) => pair.keyPairName === "adopted")).toMatchObject({
      publicKey: adopted.publicKey,
      tags: { team: "infra" },
    });
    expect([...publicKeys().keys()]).toContainEqual(expect.stringMatching(/^rotated-.{7}-derived$/));

    // A refresh straight after up finds no difference, and a pair that is only read is read again.
    expect((await succeed(stack.refresh())).text).toMatch(/Resources:\n\s+10 unchanged/);
    expect((await stack.outputs())["theirs"]).toEqual({
      id: "theirs",
      keyPairName: "theirs",
      publicKey: theirs.publicKey,
      regionId: "cn-beijing",
    });

    // A trigger rotates: under a generated name the new pair comes first, under a fixed one the old pair goes first.
    const before = publicKeys();
    await stack.write(program({ ...first, trigger: "v2" }));
    emulator.clearCalls();
    expect((await succeed(stack.up())).text).toMatch(/3 replaced[\s\S]*6 unchanged/);
    const calls = emulator.calls().map(({ action, parameters }) => {
      const names = `${parameters["KeyPairName"] ?? ""}${parameters["KeyPairNames"] ?? ""}`;
      return `${action.replace(/KeyPairs?$/, "")} ${/fixed|rotated-.{7}-derived|rotated/.exec(names)?.[0].replace(/-.{7}-/, "-") ?? ""}`;
    });
    const order = (...steps: string[]) => steps.map((step) => calls.indexOf(step));
    expect(calls).toEqual(expect.arrayContaining(["Create rotated", "Delete rotated"]));
    for (const steps of [
      order("Create rotated", "Delete rotated"),
      order("Create rotated-derived", "Delete rotated-derived"),
      order("Delete fixed", "Create fixed"),
    ]) {
      expect(steps).not.toContain(-1);
      expect(steps).toEqual(steps.toSorted((one, other) => one - other));
    }
    expect(publicKeys().get("fixed")).not.toBe(before.get("fixed"));
    expect([...publicKeys().values()]).toContain((await stack.outputs())["rotated"]);

    // protect keeps a pair from destroy.
    expect((await stack.destroy()).exitCode).not.toBe(0);
    expect(publicKeys().has("kept")).toBe(true);

    // At the end retainOnDelete leaves a pair in ECS, adopting and reading do too; a lost response holds up nothing.
    await stack.write(program({ trigger: "v2", opts: "{ retainOnDelete: true }" }));
    await succeed(stack.up());
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });
    expect((await succeed(stack.destroy())).text).toMatch(/warning: .*was adopted.*stays in ECS/);
    expect([...publicKeys().keys()].toSorted()).toEqual(["adopted", "kept", "theirs"]);
    expect(await stack.keyPairs()).toEqual([]);
  });
});
