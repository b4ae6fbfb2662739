/** The command `conformance` with the installed Pulumi, and the commands of docs/conformance.md. */
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, inject, vi } from "vitest";
import { runCommand, startCommand, type CommandEnd, type CommandStart } from "../lifecycle/command";
import { marked } from "./blocks";
import { it as base, secretOf } from "./fixtures";
import { shell } from "./shell";
import { environment } from "./stack";

interface Fixtures {
  /** How the command starts; its reports and temporary files are in the workspace. */
  start: CommandStart;
  lifecycle: readonly string[];
  /** Runs `conformance --lifecycle` with further settings of the environment. */
  conformance: (env?: Readonly<Record<string, string>>) => Promise<CommandEnd>;
  /** A folder with a `pulumi` that fails in these commands, and is the real one otherwise. */
  pulumiFailingIn: (...commands: readonly string[]) => Promise<string>;
  /** What is left in the folder for temporary files. */
  temporary: () => Promise<string[]>;
}

const it = base.extend<Fixtures>({
  start: async ({ workspace }, use) => {
    await mkdir(join(workspace.folder, "tmp"));
    await use({ installed: inject("installed"), env: environment(workspace), stdin: "" });
  },
  lifecycle: async ({ workspace }, use) => {
    const out = join(workspace.folder, "reports");
    await use(["conformance", "--region", "cn-hangzhou", "--yes", "--lifecycle", "--out", out]);
  },
  conformance: async ({ start, lifecycle }, use) => {
    await use((env = {}) => runCommand(lifecycle, { ...start, env: { ...start.env, ...env } }));
  },
  pulumiFailingIn: async ({ workspace }, use) => {
    await use(async (...commands) => {
      const bin = join(workspace.folder, "bin");
      await mkdir(bin);
      const script = `#!/bin/sh
for word; do
  case "$word" in ${commands.join(" | ")}) echo "error: $word is out of order" >&2; exit 255 ;; esac
done
PATH=\${PATH#*:} exec pulumi "$@"
`;
      await writeFile(join(bin, "pulumi"), script, { mode: 0o755 });
      return `${bin}${delimiter}${environment(workspace)["PATH"] ?? ""}`;
    });
  },
  temporary: async ({ workspace }, use) => {
    await use(async () => {
      const left = await readdir(join(workspace.folder, "tmp"));
      return left.filter((name) => name.startsWith("conformance-"));
    });
  },
});

describe("conformance --lifecycle", () => {
  it("runs the life of a key pair with the installed Pulumi, and leaves nothing", async ({
    conformance,
    emulator,
    temporary,
  }) => {
    const { exitCode, stdout, stderr } = await conformance();

    expect(exitCode, stderr).toBe(0);
    for (const command of ["up", "refresh", "rotate", "destroy"]) {
      expect(stdout).toContain(`| ${command} | agrees |`);
    }
    const created = emulator
      .calls()
      .filter(
        ({ action, parameters }) =>
          action === "CreateKeyPair" && /-lifecycle-/.test(parameters["KeyPairName"] ?? ""),
      );
    expect(created).toHaveLength(2);
    expect(emulator.keyPairs()).toEqual([]);
    expect(await temporary()).toEqual([]);
    expect(stdout + stderr).not.toContain(secretOf("emulator"));
  });

  it("destroys after a failure, and reports the command that failed", async ({
    conformance,
    pulumiFailingIn,
    emulator,
    temporary,
  }) => {
    const { exitCode, stdout } = await conformance({ PATH: await pulumiFailingIn("refresh") });

    expect(exitCode).toBe(2);
    expect(stdout).toContain("| up | agrees |");
    expect(stdout).toContain("| refresh | differs: pulumi refresh failed: error: refresh is out of order |");
    expect(stdout).toContain("| rotate | not asked: the command before it failed |");
    expect(stdout).toContain("| destroy | agrees |");
    expect(emulator.keyPairs()).toEqual([]);
    expect(await temporary()).toEqual([]);
  });

  it("deletes what a failed destroy leaves in ECS, and says so", async ({
    conformance,
    pulumiFailingIn,
    emulator,
  }) => {
    const { exitCode, stdout } = await conformance({ PATH: await pulumiFailingIn("refresh", "destroy") });

    expect(exitCode).toBe(2);
    expect(stdout).toMatch(
      /^\| destroy \| differs: pulumi destroy failed: error: destroy is out of order\. ECS still has conformance-[0-9a-f]{8}-lifecycle-[0-9a-f]{7} \|$/m,
    );
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("destroys after SIGINT", async ({ start, lifecycle, emulator, temporary }) => {
    const running = startCommand(lifecycle, start);
    const isUp = () => emulator.keyPairs().some(({ keyPairName }) => /-lifecycle-/.test(keyPairName));
    await vi.waitUntil(isUp, { timeout: 120_000, interval: 20 });

    running.kill("SIGINT");
    const { exitCode, stderr } = await running.ended;

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^pulumi destroy: as expected$/m);
    expect(stderr).toMatch(/^conformance: interrupted$/m);
    expect(emulator.keyPairs()).toEqual([]);
    expect(await temporary()).toEqual([]);
  });

  it("without Pulumi says so before any call", async ({ conformance, emulator }) => {
    const node = join(process.execPath, "..");

    const { exitCode, stderr } = await conformance({ PATH: node });

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "conformance: --lifecycle needs the command pulumi: it is not on the PATH. Install Pulumi, or run without --lifecycle\n",
    );
    expect(emulator.calls()).toEqual([]);
  });
});

it("docs/conformance.md has commands that work", async ({ start, workspace, emulator }) => {
  const commands = await marked("docs/conformance.md", "run: conformance");
  const cwd = join(workspace.folder, "reader");
  await mkdir(cwd);
  await symlink(join(start.installed, "node_modules"), join(cwd, "node_modules"));
  await writeFile(join(cwd, "package.json"), "{}");

  const { exitCode, text } = await shell(commands.join("\n"), { cwd, env: start.env });

  expect(commands).toHaveLength(3);
  expect(exitCode, text).toBe(0);
  expect(await readdir(join(cwd, "reports"))).toHaveLength(2);
  expect(emulator.keyPairs()).toEqual([]);
});
