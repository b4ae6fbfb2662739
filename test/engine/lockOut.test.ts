/** Rotations on the real engine that are killed or fail half-way: a key that state holds opens every instance, at any time. */
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { login } from "../sshLogin";
import { loseEngine } from "./losses";
import { endProcesses } from "./processes";
import { withRunningInstances as it } from "./runningInstances";
import { succeed, type Stack } from "./stack";

const regionId = "cn-hangzhou";
const ids = ["i-1", "i-2", "i-3"];

const nodejs = `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair");
const instanceIds = ${JSON.stringify(ids)};
const deploy = new alicloud.KeyPair("deploy", {}, { replacementTrigger: new pulumi.Config().require("rotation") });
const bound = new alicloud.KeyPairAttachment("deploy", { keyPairName: deploy.keyPairName, instanceIds });
new alicloud.AuthorizedKey("deploy", { publicKey: deploy.publicKey, instanceIds }, { dependsOn: bound });
module.exports = { privateKey: deploy.privateKey };
`;

const python = `
import pulumi
import pulumi_alicloud_keypair as alicloud

ids = ${JSON.stringify(ids)}
rotation = pulumi.Config().require("rotation")
deploy = alicloud.KeyPair("deploy", opts=pulumi.ResourceOptions(replacement_trigger=rotation))
bound = alicloud.KeyPairAttachment("deploy", key_pair_name=deploy.key_pair_name, instance_ids=ids)
alicloud.AuthorizedKey(
    "deploy", public_key=deploy.public_key, instance_ids=ids, opts=pulumi.ResourceOptions(depends_on=[bound])
)
pulumi.export("privateKey", deploy.private_key)
`;

/** Declares the program, with its first key on the instances. @returns that key */
async function firstRotation(stack: Stack, emulator: Emulator): Promise<string> {
  for (const instanceId of ids) {
    emulator.addInstance({ regionId, instanceId });
  }
  await stack.setConfig("rotation", "1");
  await succeed(stack.up());
  return String((await stack.outputs())["privateKey"]);
}

/** On which instances each of these keys is accepted. */
async function opened(emulator: Emulator, privateKeys: readonly string[]): Promise<string[][]> {
  await emulator.settled();
  return Promise.all(
    privateKeys.map(async (privateKey) => {
      const tried = emulator.instances().map(async ({ instanceId, ssh }) => {
        return ssh !== undefined && (await login(ssh, privateKey)) ? [instanceId] : [];
      });
      return (await Promise.all(tried)).flat();
    }),
  );
}

function commands(emulator: Emulator): number {
  return emulator.calls().filter(({ action }) => action === "RunCommand").length;
}

describe("a rotation whose engine and host are killed", () => {
  it("between adding the new key and removing the old one leaves both, and the next up ends it", async ({
    open,
    emulator,
  }) => {
    const stack = await open({ program: nodejs });
    const old = await firstRotation(stack, emulator);
    await stack.setConfig("rotation", "2");
    emulator.clearCalls();
    // The second command, which removes the old key, is the one that does not arrive.
    emulator.setConditions({ commandDeliveryMs: 3_000 });

    await endProcesses(await loseEngine(() => commands(emulator) === 2, stack));
    emulator.setConditions({ commandDeliveryMs: 0 });

    expect(emulator.keyPairs()).toHaveLength(2);
    expect(await opened(emulator, [old])).toEqual([ids]);
    await succeed(stack.run(["cancel", "--yes", "--stack", "test"]));
    await succeed(stack.up());
    const next = String((await stack.outputs())["privateKey"]);
    expect(await opened(emulator, [old, next])).toEqual([[], ids]);
    expect(emulator.keyPairs()).toHaveLength(1);
  });
});

describe("a rotation that fails on one instance", () => {
  // After the failure, Node.js's SDK has the program fail, so that the engine deletes nothing; Python's does not.
  it.for([
    ["Node.js", { program: nodejs }],
    ["Python", { program: python, file: "__main__.py", plugin: true }],
  ] as const)(
    "keeps the old pair with --continue-on-error, however often it is run, in %s",
    async ([, options], { open, emulator }) => {
      const stack = await open(options);
      const old = await firstRotation(stack, emulator);
      await stack.setConfig("rotation", "2");
      emulator.setInstance({ regionId, instanceId: "i-2", agent: "stopped" });

      for (let run = 1; run <= 2; run += 1) {
        const up = ["up", "--yes", "--skip-preview", "--stack", "test", "--continue-on-error"];
        const failed = await stack.run(up);
        expect(failed.text).toContain("i-2: ClientNotRunning");
        expect(emulator.keyPairs()).toHaveLength(2);
        expect(await opened(emulator, [old])).toEqual([["i-2"]]);
      }

      emulator.setInstance({ regionId, instanceId: "i-2", agent: "running" });
      await succeed(stack.up());
      const next = String((await stack.outputs())["privateKey"]);
      expect(await opened(emulator, [old, next])).toEqual([[], ids]);
      expect(emulator.keyPairs()).toHaveLength(1);
    },
  );
});
