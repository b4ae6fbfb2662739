/** The command `orphans` beside a stack of the real engine. */
import { describe, expect } from "vitest";
import { startEmulator, type Emulator } from "../emulator/emulator";
import { runCommand, type CommandEnd } from "../lifecycle/command";
import { it as base } from "./fixtures";
import { succeed, type Stack, type Workspace } from "./stack";

const regionId = "cn-hangzhou";
const hourMs = 60 * 60_000;

const it = base.extend<{ emulator: Emulator; clock: { behindMs: number } }>({
  clock: { behindMs: 0 },
  emulator: async ({ accounts, clock }, use) => {
    const emulator = await startEmulator({ accounts, nowMs: () => Date.now() - clock.behindMs });
    await use(emulator);
    await emulator.close();
  },
});

/** `pulumi stack export | pulumi-alicloud-keypair orphans` */
async function orphans(
  stack: Stack,
  { installed, folder, env }: Workspace,
  ...args: readonly string[]
): Promise<CommandEnd> {
  const { stdout } = await succeed(stack.run(["stack", "export"]));
  return runCommand(["orphans", ...args], { installed, env: { HOME: folder, ...env }, stdin: stdout });
}

describe("orphans", () => {
  it("names the pair that no state holds, and --delete removes it alone", async ({
    open,
    workspace,
    emulator,
    clock,
  }) => {
    const stack = await open();
    await succeed(stack.up());
    clock.behindMs = hourMs;
    await emulator.putKeyPair({
      regionId,
      keyPairName: "dev-lost",
      tags: {
        "pulumi-alicloud-keypair:owner": "engine-test/test/dev",
        "pulumi-alicloud-keypair:attempt": "lost",
      },
    });
    clock.behindMs = 0;

    const listed = await orphans(stack, workspace);
    const refused = await orphans(stack, workspace, "--delete", "dev");
    const deleted = await orphans(stack, workspace, "--delete", "dev-lost");
    const after = await orphans(stack, workspace);

    expect(listed.stdout).toMatch(
      /^1 orphaned key pair of engine-test\/test:\n {2}dev-lost, cn-hangzhou, 1 h old/,
    );
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(deleted).toMatchObject({ exitCode: 0 });
    expect(after.stdout).toContain("No orphaned key pairs of engine-test/test.");
    const outputs = await stack.outputs();
    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outputs["publicKey"]]);
  });

  it("needs --stack where a first up has not begun", async ({ open, workspace }) => {
    const stack = await open();

    const without = await orphans(stack, workspace);
    const told = await orphans(stack, workspace, "--stack", "engine-test/test");

    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain("--stack PROJECT/STACK must say whose it is");
    expect(told).toMatchObject({ exitCode: 0 });
  });
});
