/** Attachments on the real engine: rotations of a pair with bound instances, on one stack and on two. */
import { rm } from "node:fs/promises";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { publicHalfOf } from "../lifecycle/fixtures";
import { it } from "./fixtures";
import { copyExample, stackIn, succeed } from "./stack";

const regionId = "cn-hangzhou";
const ids = ["i-1", "i-2", "i-3"];

function putInstances(emulator: Emulator, keyPairName?: string): void {
  for (const instanceId of ids) {
    emulator.addInstance({ regionId, instanceId, keyPairName });
  }
}

/** The pair that each instance is bound to. */
function bound(emulator: Emulator): unknown[] {
  return emulator.instances().map(({ keyPairName }) => keyPairName);
}

function countOf(emulator: Emulator, action: string): number {
  return emulator.calls().filter((call) => call.action === action).length;
}

describe("examples/bound-instances", () => {
  it("binds a pair to three instances, rotates it in one up, repairs drift and detaches in the end", async ({
    workspace,
    emulator,
  }) => {
    putInstances(emulator);
    const folder = await copyExample(workspace, "bound-instances");
    const stack = await stackIn(workspace, folder, { project: "bound-instances", file: "index.ts" });
    await stack.setConfig("rotation", "2026-11");
    await succeed(stack.run(["config", "set-all", "--path", ...ids.flatMap(pathOf)]));

    const preview = await succeed(stack.preview());
    expect(preview.text).toContain(
      "all instances of this attachment that are running may be restarted, 1 at a time",
    );
    expect(emulator.calls()).toEqual([]);

    await succeed(stack.up());
    const first = await stack.outputs();
    expect(bound(emulator)).toEqual([first["keyPairName"], first["keyPairName"], first["keyPairName"]]);
    expect(authorized(emulator)).toEqual([publicHalfOf(first["privateKey"])]);

    await stack.setConfig("rotation", "2026-12");
    emulator.clearCalls();
    await succeed(stack.up());
    const second = await stack.outputs();
    expect(second["keyPairName"]).not.toBe(first["keyPairName"]);
    expect(emulator.keyPairs()).toMatchObject([{ keyPairName: second["keyPairName"], instanceIds: ids }]);
    expect(authorized(emulator)).toEqual([publicHalfOf(second["privateKey"])]);
    expect(countOf(emulator, "DetachKeyPair")).toBe(0);
    expect(second["instances"]).toMatchObject(
      ids.map((instanceId) => ({ instanceId, restartPending: false })),
    );

    emulator.addInstance({ regionId, instanceId: "i-2" });
    expect((await succeed(stack.refresh())).text).toContain("instance i-2 has lost key pair");
    emulator.clearCalls();
    await succeed(stack.up());
    expect(emulator.calls().filter(({ action }) => action === "AttachKeyPair")).toMatchObject([
      { parameters: { InstanceIds: '["i-2"]' } },
    ]);

    const destroyed = await succeed(stack.destroy());
    expect(destroyed.text).toContain("Password login is re-enabled after their next restart");
    expect(bound(emulator)).toEqual([undefined, undefined, undefined]);
    expect(emulator.keyPairs()).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });
});

function pathOf(instanceId: string, index: number): string[] {
  return ["--plaintext", `instanceIds[${index}]=${instanceId}`];
}

/** The keys that the instances accept, each once. */
function authorized(emulator: Emulator): string[] {
  return [...new Set(emulator.instances().flatMap(({ authorizedKeys }) => authorizedKeys))];
}

const keys = `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair/native");
const rotation = new pulumi.Config().require("rotation");
const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: rotation });
module.exports = { keyPairName: deploy.keyPairName };
`;

const app = `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair/native");
const keyPairName = new pulumi.StackReference("organization/keys/test").requireOutput("keyPairName");
const bound = new alicloud.KeyPairAttachment("deploy", { keyPairName, instanceIds: ${JSON.stringify(ids)} });
module.exports = { instances: bound.instances };
`;

describe("a key pair and its attachment in two stacks, on the plugin", () => {
  it("imports the bindings, and rotates: new pair, bindings, old pair, whose deletion ECS refuses until then", async ({
    open,
    emulator,
  }) => {
    const keyStack = await open({ program: keys, project: "keys", plugin: true });
    const appStack = await open({ program: app, project: "app", plugin: true });
    await keyStack.setConfig("rotation", "2026-11");
    await succeed(keyStack.up());
    const old = String((await keyStack.outputs())["keyPairName"]);
    putInstances(emulator, old);

    const type = "alicloud-keypair:index:KeyPairAttachment";
    await succeed(
      appStack.run([
        "import",
        type,
        "deploy",
        `${regionId}/${old}`,
        "--protect=false",
        "--generate-code=false",
        "--yes",
        "--skip-preview",
      ]),
    );
    emulator.clearCalls();
    await succeed(appStack.up());
    expect(emulator.calls()).toEqual([]);

    await keyStack.setConfig("rotation", "2026-12");
    const refused = await keyStack.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain("i-1, i-2, i-3");
    const next = String((await keyStack.outputs())["keyPairName"]);
    expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual([old, next]);

    await succeed(appStack.up());
    expect(bound(emulator)).toEqual([next, next, next]);
    expect(await appStack.attachments()).toMatchObject([{ id: `${regionId}/${old}` }]);
    await succeed(appStack.refresh());
    expect(await appStack.attachments()).toMatchObject([{ id: `${regionId}/${next}` }]);

    await succeed(keyStack.up());
    expect(emulator.keyPairs()).toMatchObject([{ keyPairName: next, instanceIds: ids }]);
    await succeed(appStack.destroy());
    await succeed(keyStack.destroy());
    expect(emulator.keyPairs()).toEqual([]);
  });
});
