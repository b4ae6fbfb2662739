/** What arguments and Pulumi's own resource options come to on the real engine and the dynamic host, in one program. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { it } from "./fixtures";
import { succeed } from "./stack";

const regionId = "cn-hangzhou";

/** What differs between the programs of this life. */
interface Chapter {
  /** Rotates two pairs. */
  readonly trigger: string;
  /** The resource options of the pair `kept`. */
  readonly opts: string;
  /** What follows the name of `rotated` in that of `derived`. */
  readonly suffix?: string;
  /** Whether the pair `adopted` is declared; true by default. */
  readonly adopts?: boolean;
}

/** A pair of each kind. */
function program({ trigger, opts, suffix = "-derived", adopts = true }: Chapter): string {
  return `
const alicloud = require("pulumi-alicloud-keypair");
const rotating = { replacementTrigger: "${trigger}" };
const rotated = new alicloud.KeyPair("rotated", {}, rotating);
new alicloud.KeyPair("derived", { keyPairName: rotated.keyPairName.apply((name) => name + "${suffix}") });
new alicloud.KeyPair("fixed", { keyPairName: "fixed" }, rotating);
const customTimeouts = { create: "4m", delete: "5m" };
const replaceOnChanges = ["tags"];
new alicloud.KeyPair("local", { keySource: "local", algorithm: "ECDSA", tags: { a: "${trigger}" } }, { customTimeouts, replaceOnChanges });
new alicloud.KeyPair("grouped", { resourceGroupId: "rg-aaaaaaaaaaaaaaa", detachOnDelete: true });
new alicloud.KeyPair("untagged", { ownerTags: false });
if (${adopts}) new alicloud.KeyPair("adopted", { keyPairName: "adopted", adopt: true, tags: { team: "infra" } });
new alicloud.KeyPair("kept", { keyPairName: "kept" }, ${opts});
const theirs = alicloud.KeyPair.get("theirs", "cn-beijing/theirs");
module.exports = {
  near: alicloud.KeyPair.get("near", "near").regionId,
  rotated: rotated.publicKey,
  theirs: { id: theirs.id, keyPairName: theirs.keyPairName, publicKey: theirs.publicKey, regionId: theirs.regionId },
};
`;
}

/** The pairs that are created and deleted, in order, generated names without their digits. */
function writes(emulator: Emulator): string[] {
  return emulator.calls().flatMap(({ action, parameters }) => {
    const names = JSON.parse(parameters["KeyPairNames"] ?? "[]") as string[];
    const [verb] = /^(Create|Import|Delete)/.exec(action) ?? [];
    return verb === undefined
      ? []
      : [parameters["KeyPairName"] ?? [], ...names]
          .flat()
          .map((name) => `${verb} ${name.replace(/-[0-9a-f]{7}\b/, "")}`);
  });
}

describe("key pairs of every kind in one program", () => {
  it("are created, stay as they are, rotate in the right order, and go or stay at the end as their options say", async ({
    open,
    emulator,
  }) => {
    const adopted = await emulator.putKeyPair({ regionId, keyPairName: "adopted", tags: { old: "1" } });
    const theirs = await emulator.putKeyPair({ regionId: "cn-beijing", keyPairName: "theirs" });
    await emulator.putKeyPair({ regionId, keyPairName: "near" });
    const first = { trigger: "v1", opts: "{ protect: true }" };
    const stack = await open({ program: program({ ...first, suffix: " derived", adopts: false }) });
    const publicKeys = () => new Map(emulator.keyPairs().map((pair) => [pair.keyPairName, pair.publicKey]));

    // A name that is not known before up passes the preview, and is checked once it is known.
    expect((await succeed(stack.preview())).text).toContain("+ 8 to create");
    const misnamed = await stack.up();
    expect(misnamed.exitCode).not.toBe(0);
    expect(misnamed.text).toContain("keyPairName can contain only letters");
    expect([...publicKeys().keys()].join()).not.toContain("derived");
    await stack.write(program(first));

    // An adopted pair that can't be tagged is in state with the error, beside those that were created; the next up tags it.
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", httpStatus: 403, action: "TagResources" });
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.text).toMatch(/Forbidden\.RAM[\s\S]*Run `pulumi up` again to finish/);
    const reached = (await stack.keyPairs()).find(({ id }) => id === "adopted");
    expect(reached?.outputs).toMatchObject({ adopted: true });
    expect(reached?.initErrors?.join()).toContain("Forbidden.RAM");
    emulator.faults.clear();
    await succeed(stack.up());
    const finished = await stack.keyPairs();
    expect(finished.find(({ id }) => id === "adopted")).not.toHaveProperty("initErrors");
    const taken = emulator.keyPairs().find((pair) => pair.keyPairName === "adopted");
    expect([taken?.publicKey, taken?.tags]).toEqual([adopted.publicKey, { team: "infra" }]);
    const timeouts = { customTimeouts: { create: "4m", delete: "5m" } };
    expect(finished.find(({ id }) => id?.startsWith("local-"))).toMatchObject({
      inputs: timeouts,
      outputs: timeouts,
    });
    expect([...publicKeys().keys()]).toContainEqual(expect.stringMatching(/^rotated-.{7}-derived$/));

    // A refresh straight after up finds no difference, and a pair that is only read is read again.
    expect((await succeed(stack.refresh())).text).toMatch(/Resources:\n\s+11 unchanged/);
    const { keyPairName, publicKey } = theirs;
    expect(await stack.outputs()).toMatchObject({
      theirs: { id: keyPairName, keyPairName, publicKey, regionId: "cn-beijing" },
      near: regionId,
    });

    // A change that the option replaceOnChanges names replaces the pair. A trigger rotates: under a generated name the new pair comes first, under a fixed one the old pair goes first.
    const before = publicKeys();
    await stack.write(program({ ...first, trigger: "v2" }));
    emulator.clearCalls();
    expect((await succeed(stack.up())).text).toMatch(/4 replaced[\s\S]*5 unchanged/);
    const steps = writes(emulator);
    expect(steps.filter((step) => step.endsWith(" rotated"))).toEqual(["Create rotated", "Delete rotated"]);
    expect(steps.filter((step) => step.endsWith(" rotated-derived"))).toEqual([
      "Create rotated-derived",
      "Delete rotated-derived",
    ]);
    expect(steps.filter((step) => step.endsWith(" local"))).toEqual(["Import local", "Delete local"]);
    expect(steps.filter((step) => step.endsWith(" fixed"))).toEqual(["Delete fixed", "Create fixed"]);
    expect(publicKeys().get("fixed")).not.toBe(before.get("fixed"));
    expect([...publicKeys().values()]).toContain((await stack.outputs())["rotated"]);

    // protect keeps a pair from destroy.
    expect((await stack.destroy()).exitCode).not.toBe(0);
    expect(publicKeys().has("kept")).toBe(true);

    // At the end retainOnDelete leaves a pair in ECS, adopting and reading do too; neither a lost response nor a pair that is
    // gone already holds up anything.
    await stack.write(program({ trigger: "v2", opts: "{ retainOnDelete: true }" }));
    await succeed(stack.up());
    const untagged = [...publicKeys().keys()].find((name) => name.startsWith("untagged-")) ?? "";
    emulator.removeKeyPair(regionId, untagged);
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "DeleteKeyPairs", calls: 1 });
    expect((await succeed(stack.destroy())).text).toMatch(/warning: .*was adopted.*stays in ECS/);
    expect([...publicKeys().keys()].toSorted()).toEqual(["adopted", "kept", "near", "theirs"]);
    expect(await stack.keyPairs()).toEqual([]);
  });
});
