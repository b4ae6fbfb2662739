/** How state moves on the real engine, one move after another in one life: the key pair stays, its tag follows, no key is lost. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { ownerTag } from "../lifecycle/fixtures";
import { putTagged } from "../lifecycle/orphansFixtures";
import { secretsProvider } from "../vault";
import { it as base } from "./fixtures";
import { recordOf, type MoveRecord } from "../lifecycle/moveRecords";
import { orphans } from "./orphansCommand";
import { succeed, type ExportedResource } from "./stack";

const tenMinutesMs = 600_000;

// Behind the machine's clock: a pair that was only just made is nobody's to delete as an orphan.
const it = base.extend({ emulatorOptions: { nowMs: () => Date.now() - tenMinutesMs } });

const hosts = [
  ["dynamic", "pulumi-alicloud-keypair", "pulumi-nodejs:dynamic/alicloud:KeyPair"],
  ["plugin", "pulumi-alicloud-keypair/native", "alicloud-keypair:index:KeyPair"],
] as const;

/** A program with the pair `dev`, as a resource of this name and with these options. */
function program(module: string, name: string, opts = "{}"): string {
  return `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("${module}");
class Site extends pulumi.ComponentResource {
  constructor(name) { super("acme:web:Site", name); }
}
const site = new Site("site");
const pair = new alicloud.KeyPair("${name}", { keyPairName: "dev" }, ${opts});
module.exports = { privateKey: pair.privateKey };
`;
}

describe.for(hosts)("a key pair on the %s host", ([host, module, type]) => {
  it("stays, with its private key, wherever its state goes; its tag follows at the next up", async ({
    open,
    workspace,
    emulator,
  }) => {
    const stack = await open({ program: program(module, "dev"), project: "shop", plugin: host === "plugin" });
    const clock = { behindMs: 0 };
    let name = "test";
    let env = {};
    const run = (...args: string[]) => succeed(stack.run(args, env));
    const up = () => run("up", "--yes", "--skip-preview", "--stack", name);
    const exported = async (): Promise<ExportedResource> => {
      const { stdout } = await run("stack", "export", "--stack", name);
      const { deployment } = JSON.parse(stdout) as { deployment: { resources: ExportedResource[] } };
      const [pair] = deployment.resources.filter((resource) => resource.type === type);
      return pair ?? expect.fail("state holds no key pair");
    };
    const records: MoveRecord[] = [];
    /** Brings the pair, whose state was moved, up to date: by one call where its owner is another now, and by none otherwise. */
    const expectFollowed = async (move: string, owner: string, calls: readonly string[]): Promise<void> => {
      const moved = await exported();
      emulator.clearCalls();
      await up();
      const made = emulator.calls().map(({ action }) => action);
      expect([move, made]).toEqual([move, calls]);
      expect(emulator.keyPairs()).toMatchObject([
        { publicKey: first?.publicKey, tags: { [ownerTag]: owner } },
      ]);
      records.push(recordOf(move, moved, owner));
    };
    const renewed = ["DescribeKeyPairs", "TagResources"];
    await up();
    const [first] = emulator.keyPairs();
    const { urn } = await exported();

    await run("state", "rename", urn, "renamed", "--stack", name, "--yes");
    await stack.write(program(module, "renamed"));
    await expectFollowed("state rename", "shop/test/renamed", renewed);

    // Every change of a property would replace the pair: the owner is none.
    await stack.write(
      program(module, "aliased", '{ aliases: [{ name: "renamed" }], replaceOnChanges: ["*"] }'),
    );
    await expectFollowed("alias", "shop/test/aliased", renewed);

    await run("stack", "rename", "prod", "--stack", name);
    name = "prod";
    await putTagged({ emulator, clock }, "lost", { owner: "shop/test/aliased", madeMinutesAgo: 0 });
    const afterRename = await orphans(workspace);
    const reached = await orphans(workspace, "--owner", "shop/test", "--delete", "lost");
    const refused = await orphans(workspace, "--owner", "shop/test", "--delete", "dev");
    expect(afterRename.stdout).toMatch(/^No orphaned key pairs\.\nRead: shop\/prod\./);
    expect(afterRename.stdout).toContain(
      "1 more pair carries tags of stacks that were not read: shop/test (1).",
    );
    expect([reached.exitCode, refused.exitCode]).toEqual([0, 1]);
    expect(refused.stderr).toContain("a state holds it");
    await expectFollowed("stack rename", "shop/prod/aliased", renewed);

    const later = "organization/shop/later";
    await run("stack", "init", "later", "--secrets-provider", secretsProvider);
    const moved = await exported();
    await run("state", "move", "--yes", "--source", "organization/shop/prod", "--dest", later, moved.urn);
    name = "later";
    const afterMove = await orphans(workspace);
    const notDeleted = await orphans(workspace, "--delete", "dev");
    expect(afterMove.stdout).toMatch(/^No orphaned key pairs\.\nRead: shop\/later, shop\/prod\./);
    expect(notDeleted.stderr).toContain("a state holds it");
    await expectFollowed("state move", "shop/later/aliased", renewed);

    const opts = "{ parent: site, aliases: [{ parent: pulumi.rootStackResource }] }";
    await stack.write(program(module, "aliased", opts));
    await expectFollowed("re-parent", "shop/later/acme:web:Site::aliased", renewed);
    // It knows its parent, but waits neither for it nor for the parent's other children.
    expect(await exported()).toMatchObject({
      parent: expect.stringContaining("acme:web:Site::site") as string,
    });
    expect(await exported()).not.toHaveProperty("dependencies");

    const file = join(workspace.folder, "export.json");
    await run("stack", "export", "--stack", name, "--file", file);
    await cp(join(workspace.folder, "backend"), join(workspace.folder, "former"), { recursive: true });
    env = { PULUMI_BACKEND_URL: `file://${join(workspace.folder, "former")}` };
    await run("stack", "rm", "--stack", name, "--force", "--yes", "--preserve-config");
    await run("stack", "init", name, "--secrets-provider", secretsProvider);
    await run("stack", "import", "--stack", name, "--file", file);
    await expectFollowed("export and import", "shop/later/acme:web:Site::aliased", []);

    await expect(JSON.stringify(records, undefined, 2)).toMatchFileSnapshot(`../moves/${host}.json`);
    await run("destroy", "--yes", "--skip-preview", "--stack", name);
    expect(emulator.keyPairs()).toEqual([]);
  });
});
