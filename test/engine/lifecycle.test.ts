/** A key pair's life on the real engine and the dynamic host: what the engine refuses, records, replaces and shows at each station. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { publicHalfOf } from "../lifecycle/fixtures";
import { providerReference } from "../lifecycle/host";
import { it, otherAccount, program } from "./fixtures";
import { succeed, type CommandResult, type Stack } from "./stack";

const regionId = "cn-hangzhou";
const group = "rg-bbbbbbbbbbbbbbb";

/** A pair whose name ECS would refuse, and resources of both classes without a name. */
const refusedProgram = `
for (const from of ["pulumi-alicloud-keypair", "pulumi-alicloud-keypair/native"]) {
  const { KeyPair } = require(from);
  try {
    new KeyPair("");
  } catch ({ message, stack }) {
    console.error(from, message, stack.split("\\n").find((line) => line.includes("index.js")));
  }
}
${program('{ keyPairName: "my dev" }')}`;

/** The cloud has one pair, the one in state, and its private key is in state. */
async function expectHeld(stack: Stack, emulator: Emulator, keyPairName: string): Promise<void> {
  const { privateKey, publicKey } = await stack.outputs();
  expect(emulator.keyPairs().map((pair) => [pair.keyPairName, pair.publicKey])).toEqual([
    [keyPairName, publicKey],
  ]);
  expect(publicHalfOf(privateKey)).toBe(publicKey);
}

/** The calls that create and delete, with the pairs' names, in their order. */
function writes(emulator: Emulator): string[] {
  return emulator.calls().flatMap(({ action, parameters }) => {
    const names = parameters["KeyPairName"] ?? parameters["KeyPairNames"] ?? "";
    return /^(Create|Delete)/.test(action) ? [`${action} ${names}`] : [];
  });
}

function expectRefusal({ exitCode, text }: CommandResult, message: RegExp): void {
  expect(exitCode).not.toBe(0);
  expect(text).toMatch(message);
  // No stack trace beside the message.
  expect(text).not.toMatch(/^\s+at .*\.js/m);
}

describe("a key pair under a fixed name", () => {
  it("is refused, created, kept, updated, renamed, recreated, and left alone once someone else holds its name", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ program: refusedProgram });

    // Invalid input shows at preview, with the line of the program where a resource has no name.
    const refused = await stack.preview();
    expectRefusal(refused, /keyPairName can contain only letters, digits and : _ -/);
    expect(refused.text).toMatch(/keypair Missing resource name[^\n]*index\.js:5:/);
    expect(refused.text).toMatch(/keypair\/native Missing resource name[^\n]*index\.js:5:/);

    // A preview makes no call and needs no credentials.
    await stack.write(program());
    const preview = await succeed(stack.preview({ ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" }));
    expect(preview.text).toContain("+ 2 to create");
    expect(emulator.calls()).toEqual([]);

    // A pair of the same name is left as it is, and nothing is recorded.
    const theirs = await emulator.putKeyPair({ regionId, keyPairName: "dev", tags: { team: "other" } });
    expectRefusal(await stack.up(), /"dev" in cn-hangzhou was not created: it already exists .*unchanged/);
    expect(await stack.keyPairs()).toEqual([]);
    expect(emulator.keyPairs()).toMatchObject([{ publicKey: theirs.publicKey, tags: { team: "other" } }]);
    emulator.removeKeyPair(regionId, "dev");

    // A create whose response is lost, twice, ends with one pair, its key in state.
    emulator.faults.add({ kind: "cutBody", action: "CreateKeyPair", calls: 2 });
    await succeed(stack.up());
    await expectHeld(stack, emulator, "dev");
    const [created] = await stack.keyPairs();
    const recorded = { id: "dev", inputs: { __provider: providerReference } };
    expect(created).toMatchObject({ ...recorded, outputs: { __provider: providerReference } });
    const { privateKey } = await stack.outputs();

    // Another default region, and a name that the program no longer gives, change nothing, without a call.
    await stack.write(program("{}"));
    emulator.clearCalls();
    expect((await succeed(stack.up({ ALICLOUD_REGION: "cn-beijing" }))).text).toContain("2 unchanged");
    expect(emulator.calls()).toEqual([]);
    expect((await succeed(stack.refresh())).text).toContain("2 unchanged");

    // Another account's credentials neither refresh nor delete it.
    expectRefusal(await stack.refresh(otherAccount), /was created by account/);
    expectRefusal(await stack.destroy(otherAccount), /was created by account/);
    expect(emulator.keyPairs("emulator")).toHaveLength(1);
    expect(await stack.outputs()).toMatchObject({ keyPairName: "dev", privateKey });

    // An update that fails half-way is recorded as far as it went; the next up goes on.
    await stack.write(program(`{ keyPairName: "dev", tags: { a: "1" }, resourceGroupId: "${group}" }`));
    emulator.faults.add({
      kind: "error",
      code: "Forbidden.RAM",
      httpStatus: 403,
      action: "JoinResourceGroup",
    });
    expectRefusal(await stack.up(), /Forbidden\.RAM[\s\S]*Run `pulumi up` again to finish/);
    const [reached] = await stack.keyPairs();
    expect(reached?.outputs?.["tags"]).toEqual({ a: "1" });
    expect(reached?.initErrors?.join()).toContain("Forbidden.RAM");
    emulator.faults.clear();
    expect((await succeed(stack.up())).text).toContain("1 updated");
    expect(emulator.keyPairs()).toMatchObject([{ tags: { a: "1" }, resourceGroupId: group }]);
    expect((await stack.keyPairs())[0]).not.toHaveProperty("initErrors");
    expect((await stack.outputs())["privateKey"]).toBe(privateKey);

    // Another name: the new pair is there before the old one goes, though a response is lost meanwhile.
    await stack.write(program('{ keyPairName: "dev-2" }'));
    emulator.faults.add({ kind: "dropConnection", effect: true, action: "CreateKeyPair", calls: 1 });
    emulator.clearCalls();
    await succeed(stack.up());
    await expectHeld(stack, emulator, "dev-2");
    expect(writes(emulator)).toEqual([
      "CreateKeyPair dev-2",
      'DeleteKeyPairs ["dev-2"]',
      "CreateKeyPair dev-2",
      'DeleteKeyPairs ["dev"]',
    ]);

    // A pair that someone deleted is reported by refresh and recreated by up.
    emulator.removeKeyPair(regionId, "dev-2");
    expect((await succeed(stack.refresh())).text).toMatch(
      /warning: key pair "dev-2" in cn-hangzhou no longer exists in ECS/,
    );
    await succeed(stack.up());
    await expectHeld(stack, emulator, "dev-2");
    const before = await stack.outputs();

    // A replacement under the same name without delete-first touches nothing.
    const [{ urn } = { urn: "" }] = await stack.keyPairs();
    const replaced = await stack.run(["up", "--yes", "--skip-preview", "--stack", "test", "--replace", urn]);
    expectRefusal(replaced, /already exists[\s\S]*deleteBeforeReplace/);
    await expectHeld(stack, emulator, "dev-2");

    // Nor is the pair adopted that the replacement would delete afterwards.
    await stack.write(program('{ keyPairName: "dev-2", adopt: true }'));
    const adopting = await stack.run(["up", "--yes", "--skip-preview", "--stack", "test", "--replace", urn]);
    expectRefusal(
      adopting,
      /was not adopted: it belongs to engine-test\/test\/dev[\s\S]*deleteBeforeReplace: true/,
    );
    await expectHeld(stack, emulator, "dev-2");
    await stack.write(program('{ keyPairName: "dev-2" }'));

    // Someone else's pair under the name: refresh warns, the replacement fails, state keeps the key.
    const another = await emulator.putKeyPair({ regionId, keyPairName: "dev-2" });
    expect((await succeed(stack.refresh())).text).toMatch(/warning: .*holds a different key in ECS/);
    expectRefusal(await stack.up(), /already exists[\s\S]*adopt: true/);
    expect((await stack.outputs())["privateKey"]).toBe(before["privateKey"]);

    // Destroy leaves that pair alone and forgets its own.
    expect((await succeed(stack.destroy())).text).toMatch(/warning: .*left alone/);
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([another.publicKey]);
    expect(await stack.keyPairs()).toEqual([]);
  });
});
