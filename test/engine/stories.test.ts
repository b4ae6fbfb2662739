/** Stories of users whose key pair was in danger, on the real engine: what they did, and what they are told or given now. */
import { describe, expect } from "vitest";
import { ownerTag } from "../lifecycle/fixtures";
import { it } from "./fixtures";
import { succeed } from "./stack";

const regionId = "cn-hangzhou";

const hosts = [
  ["dynamic", "pulumi-alicloud-keypair"],
  ["plugin", "pulumi-alicloud-keypair/native"],
] as const;

describe.for(hosts)("a key pair of a fixed name on the %s host", ([host, module]) => {
  const program = (name: string, args: string, opts = "{}"): string => `
const alicloud = require("${module}");
module.exports = { privateKey: new alicloud.KeyPair("${name}", ${args}, ${opts}).privateKey };
`;

  it("is kept by a rename that the program tells as an alias, and leaves its instances when the program says so", async ({
    open,
    emulator,
  }) => {
    const stack = await open({
      program: program("dev", '{ keyPairName: "dev" }'),
      plugin: host === "plugin",
    });
    await succeed(stack.up());
    const [dev] = emulator.keyPairs();

    // Renamed in the program alone, the resource is a new one to Pulumi, and its pair is in the way.
    await stack.write(program("renamed", '{ keyPairName: "dev" }'));
    const renamed = await stack.up();
    expect(renamed.exitCode).not.toBe(0);
    expect(renamed.text).toMatch(
      /belongs to the resource dev of this stack[\s\S]*aliases: \[\{ name: "dev" \}\]/,
    );
    expect(renamed.text).not.toContain("adopt: true");
    expect(emulator.keyPairs()).toEqual([dev]);

    const aliased = '{ aliases: [{ name: "dev" }] }';
    await stack.write(program("renamed", '{ keyPairName: "dev" }', aliased));
    await succeed(stack.up());
    expect(emulator.keyPairs()).toMatchObject([
      { publicKey: dev?.publicKey, tags: { [ownerTag]: "engine-test/test/renamed" } },
    ]);

    // A replacement can't delete a pair that an instance has. State keeps it for deletion as it was, without the flag.
    emulator.addInstance({ regionId, instanceId: "i-1", keyPairName: "dev" });
    await stack.write(program("renamed", '{ keyPairName: "dev-2" }', aliased));
    const bound = await stack.up();
    expect(bound.exitCode).not.toBe(0);
    expect(bound.text).toMatch(/"dev" in cn-hangzhou was not deleted: .*bound to i-1\.[\s\S]*detachOnDelete/);

    await stack.write(program("renamed", '{ keyPairName: "dev-2", detachOnDelete: true }', aliased));
    await succeed(stack.up());
    expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual(["dev-2"]);
  });
});

describe("two resources of one name under different parents", () => {
  it("have owners of their own, and neither is offered the other's pair as an orphan", async ({
    open,
    emulator,
  }) => {
    const program = (second: string): string => `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("pulumi-alicloud-keypair");
class Site extends pulumi.ComponentResource {
  constructor(type, keyPairName) {
    super(type, "site");
    const key = new alicloud.KeyPair("key", { keyPairName }, { parent: this });
    const spare = new alicloud.KeyPair("spare", { keyPairName: keyPairName + "-spare" }, { parent: this });
    this.name = pulumi.all([key.keyPairName, spare.keyPairName]).apply(([name]) => name);
  }
}
const first = new Site("acme:web:Shop", "dev");
module.exports = { name: first.name.apply(() => new Site("acme:web:Blog", "${second}").name) };
`;
    const stack = await open({ program: program("dev") });

    const taken = await stack.up();
    expect(taken.exitCode).not.toBe(0);
    expect(taken.text).toContain("It belongs to the resource acme:web:Shop::key of this stack");
    expect(taken.text).not.toContain("recoverOrphan");
    expect(emulator.keyPairs().filter(({ keyPairName }) => keyPairName === "dev")).toHaveLength(1);

    await stack.write(program("dev-2"));
    await succeed(stack.up());
    const owners = emulator.keyPairs().map(({ tags }) => tags[ownerTag]);
    expect(owners).toContain("engine-test/test/acme:web:Shop::key");
    expect(owners).toContain("engine-test/test/acme:web:Blog::key");
    // A pair that waited for its parent's URN as an output would wait for its sibling, which waits for it.
    for (const pair of await stack.keyPairs()) {
      expect(pair).not.toHaveProperty("dependencies");
    }

    // Credentials of two sources are never put together.
    await succeed(stack.run(["config", "set", "--plaintext", "alicloud-keypair:accessKey", "emulator"]));
    await succeed(stack.run(["config", "set", "--secret", "alicloud:secretKey", "s3cret-of-emulator"]));
    await stack.write(program("dev-3"));
    emulator.clearCalls();
    const mixed = await stack.up();
    expect(mixed.exitCode).not.toBe(0);
    expect(mixed.text).toContain(
      "alicloud-keypair:accessKey is set, but its secret key is only in alicloud:secretKey",
    );
    expect(emulator.calls()).toEqual([]);
  });
});
