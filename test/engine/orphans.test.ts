/** The command `orphans` beside a stack of the real engine. */
import { expect } from "vitest";
import type { EmulatorOptions } from "../../emulator/options";
import { attemptTag, ownerTag } from "../lifecycle/fixtures";
import { secretsProvider } from "../vault";
import { marked } from "./blocks";
import { orphans } from "./orphansCommand";
import { it as base } from "./projectFixtures";
import { succeed } from "./stack";

const regionId = "cn-hangzhou";
const hourMs = 60 * 60_000;

const it = base.extend<{ clock: { behindMs: number }; emulatorOptions: EmulatorOptions }>({
  clock: { behindMs: 0 },
  emulatorOptions: async ({ clock }, use) => {
    await use({ nowMs: () => Date.now() - clock.behindMs });
  },
});

it("orphans names the pair that no state holds, and --delete removes only that one", async ({
  open,
  workspace,
  emulator,
  clock,
}) => {
  const stack = await open({
    file: "Pulumi.yaml",
    program:
      "resources:\n  dev:\n    type: alicloud-keypair:KeyPair\n    properties:\n      keyPairName: dev\n",
  });
  const without = await orphans(workspace);
  await succeed(stack.up());
  const [held] = emulator.keyPairs();
  clock.behindMs = hourMs;
  await emulator.putKeyPair({
    regionId,
    keyPairName: "dev-lost",
    tags: { [ownerTag]: "engine-test/test/dev", [attemptTag]: "lost" },
  });
  clock.behindMs = 0;

  const listed = await orphans(workspace);
  const refused = await orphans(workspace, "--delete", "dev");
  const deleted = await orphans(workspace, "--delete", "dev-lost");
  const after = await orphans(workspace);

  expect(without.stdout).toContain("No key pair carries this provider's tags.");
  expect(listed.stdout).toMatch(
    /^1 key pair is in none of the states that were read:\n {2}dev-lost, cn-hangzhou, 1 h old, engine-test\/test, resource dev/,
  );
  expect(listed.stdout).toContain("Read: engine-test/test.");
  expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
  expect(deleted).toMatchObject({ exitCode: 0 });
  expect(after.stdout).toContain("No orphaned key pairs.");
  expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([held?.publicKey]);
});

it("docs/orphans.md has commands that list and delete an orphan, from the login's stacks and from an export", async ({
  openProject,
  runIn,
  emulator,
  clock,
}) => {
  const commands = await marked("docs/orphans.md", "run: orphans");
  const stack = await openProject({ "Pulumi.yaml": "name: reader\nruntime: yaml\n" });
  await succeed(stack.run(["stack", "init", "dev", "--secrets-provider", secretsProvider]));
  await succeed(stack.run(["up", "--yes", "--skip-preview", "--stack", "dev"]));
  clock.behindMs = hourMs;
  await emulator.putKeyPair({
    regionId,
    keyPairName: "NAME",
    tags: { [ownerTag]: "reader/dev/lost", [attemptTag]: "lost" },
  });
  clock.behindMs = 0;

  const outputs = [];
  for (const command of commands) {
    outputs.push(await runIn(stack, [command]));
  }

  expect(outputs).toEqual([
    expect.stringContaining("NAME, cn-hangzhou, 1 h old, reader/dev, resource lost"),
    expect.stringContaining("NAME, cn-hangzhou, 1 h old, reader/dev, resource lost"),
    expect.stringMatching(/NAME/),
  ]);
  expect(emulator.keyPairs()).toEqual([]);
});
