/** The command `conformance` of the installed package, against a real emulator. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, vi } from "vitest";
import type { AccountOptions } from "../../emulator/cloud/accounts";
import type { Emulator } from "../../emulator/emulator";
import { runCommand, startCommand, type CommandEnd, type RunningCommand } from "./command";
import { emulatorEnvironment, it as base } from "./fixtures";

const regionId = "cn-hangzhou";
const tagKey = "pulumi-alicloud-keypair:conformance";
const patience = { timeout: 60_000, interval: 20 };

interface Fixtures {
  accounts: readonly AccountOptions[];
  /** An empty folder for reports. */
  out: string;
  env: Record<string, string>;
  conformance: (...args: string[]) => Promise<CommandEnd>;
  /** Starts a run, and waits until it has created some key pairs. */
  halfWay: () => Promise<{ running: RunningCommand; runId: string }>;
}

const it = base.extend<Fixtures>({
  out: async ({ home }, use) => {
    await mkdir(join(home, "out"));
    await use(join(home, "out"));
  },
  env: async ({ emulator, home }, use) => {
    await use({
      HOME: home,
      ...emulatorEnvironment(emulator.url),
      ALICLOUD_SECRET_KEY: "s3cret-of-emulator",
    });
  },
  accounts: [{ accessKeyId: "emulator", accessKeySecret: "s3cret-of-emulator" }],
  conformance: async ({ env, out }, use) => {
    const options = { installed: inject("installed"), env, stdin: "" };
    await use((...args) => runCommand(["conformance", "--region", regionId, "--out", out, ...args], options));
  },
  halfWay: async ({ emulator, env, out }, use) => {
    await use(async () => {
      emulator.setConditions({ latencyMs: 20 });
      const args = ["conformance", "--region", regionId, "--out", out, "--yes"];
      const running = startCommand(args, { installed: inject("installed"), env, stdin: "" });
      await vi.waitUntil(() => emulator.keyPairs().length > 3, patience);
      return { running, runId: runIdIn(emulator) };
    });
  },
});

function runIdIn(emulator: Emulator): string {
  return emulator.keyPairs()[0]?.tags[tagKey] ?? "";
}

describe("a run", () => {
  it("says what it will do, compares, writes its report and leaves nothing", async ({
    conformance,
    emulator,
    out,
  }) => {
    const { exitCode, stdout, stderr } = await conformance("--yes");

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^Run [0-9a-f]{8} compares ECS in cn-hangzhou/);
    expect(stderr).toMatch(/^ {2}calls +about 1\d\d, without waiting/m);
    expect(stderr).toMatch(/^ {2}permissions +ecs:AttachKeyPair, .*ecs:UntagResources$/m);
    expect(stderr).toMatch(/^ {2}key pairs +conformance-[0-9a-f]{8}-\*, with the tag/m);
    expect(stderr).toMatch(/^100 of 1\d\d calls compared$/m);
    const files = (await readdir(out)).toSorted();
    expect(files).toEqual([
      expect.stringMatching(/^conformance-[0-9a-f]{8}\.json$/),
      expect.stringMatching(/^conformance-[0-9a-f]{8}\.md$/),
    ]);
    const [json = "", markdown = ""] = await Promise.all(
      files.map((file) => readFile(join(out, file), "utf8")),
    );
    expect(markdown).toBe(stdout);
    expect(JSON.parse(json)).toMatchObject({ format: 1, version: "0.1.0", counts: { differs: 0 } });
    for (const text of [stdout, stderr, json]) {
      expect(text).not.toContain("s3cret-of-emulator");
      expect(text).not.toContain(emulator.accountId());
      expect(text).not.toContain("PRIVATE KEY");
    }
    expect(emulator.keyPairs()).toEqual([]);
  });

  it("exits with 2 where the service differs in what no option of the emulator's covers", async ({
    conformance,
    emulator,
  }) => {
    emulator.faults.add({ kind: "error", action: "JoinResourceGroup", code: "Surprise" });

    const { exitCode, stdout } = await conformance("--yes");

    expect(exitCode).toBe(2);
    expect(stdout).toContain("Surprise");
  });

  it("without a terminal and --yes says so, and makes no call", async ({ conformance, emulator, out }) => {
    const { exitCode, stdout, stderr } = await conformance();

    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("permissions");
    expect(stderr).toMatch(/^conformance: nobody can be asked whether to start\. Add --yes/m);
    expect(emulator.calls()).toEqual([]);
    expect(await readdir(out)).toEqual([]);
  });

  it.for([
    ["n", "n\n", 1, 0],
    ["y", "y\n", 0, 130],
    ["Ctrl-C", "\u0003", 1, 0],
    ["Ctrl-D", "\u0004", 1, 0],
  ] as const)(
    "on a terminal asks first: %s",
    async ([, answer, expected, leastCalls], { emulator, env, out }) => {
      const bin = join(inject("installed"), "node_modules/.bin/pulumi-alicloud-keypair");
      const script = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
      const args = ["-c", script, bin, "conformance", "--region", regionId, "--out", out];
      const terminal = spawn(join(inject("python").bin, "python"), args, { env, stdio: "pipe" });
      const shown: string[] = [];
      terminal.stdout.on("data", (data: Buffer) => shown.push(data.toString()));

      await vi.waitUntil(() => shown.join("").includes("Start? [y/N]"), patience);
      const callsBefore = emulator.calls().length;
      terminal.stdin.write(answer);
      const [exitCode] = (await once(terminal, "close")) as [number | null];

      expect(callsBefore).toBe(0);
      expect(exitCode).toBe(expected);
      expect(emulator.calls().length > 0).toBe(leastCalls > 0);
      expect(emulator.calls().length).toBeGreaterThanOrEqual(leastCalls);
    },
  );

  it("with a folder that can't be written makes no call", async ({ conformance, emulator }) => {
    const { exitCode, stderr } = await conformance("--yes", "--out", "/dev/null/reports");

    expect(exitCode).toBe(1);
    expect(stderr).toContain("conformance: no report can be written to /dev/null/reports");
    expect(emulator.calls()).toEqual([]);
  });

  it.for(["SIGINT", "SIGTERM"] as const)(
    "cleans up after %s, and writes no report",
    async (signal, { halfWay, emulator, out }) => {
      const { running } = await halfWay();

      running.kill(signal);
      // From a terminal, npm passes the signal on a second time.
      running.kill(signal);
      const { exitCode, stderr } = await running.ended;

      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^cleaning up$/m);
      expect(stderr).toMatch(/^conformance: interrupted$/m);
      expect(emulator.keyPairs()).toEqual([]);
      expect(await readdir(out)).toEqual([]);
    },
  );
});

describe("a run that was killed", () => {
  it("is cleaned up by --clean, which leaves other runs and foreign pairs alone", async ({
    halfWay,
    conformance,
    emulator,
  }) => {
    const { running, runId } = await halfWay();
    running.kill("SIGKILL");
    await running.ended;
    const own = emulator.keyPairs().map(({ keyPairName }) => keyPairName);
    const foreign = {
      [`conformance-${runId}-foreign`]: {},
      "conformance-0badcafe-taken": { [tagKey]: "0badcafe" },
    };
    for (const [keyPairName, tags] of Object.entries(foreign)) {
      await emulator.putKeyPair({ regionId, keyPairName, tags });
    }

    const { exitCode, stderr } = await conformance("--clean", runId);

    expect(own.length).toBeGreaterThan(3);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${own.length} key pairs deleted`);
    expect(emulator.keyPairs().map(({ keyPairName }) => keyPairName)).toEqual(Object.keys(foreign));
  });

  it("can be cleaned up twice", async ({ conformance }) => {
    const { exitCode, stderr } = await conformance("--clean", "0badcafe");

    expect(exitCode).toBe(0);
    expect(stderr).toContain("0 key pairs deleted");
  });

  it.for([
    ["--clean", "everything", /must be 8 hexadecimal digits/],
    ["--instance", "web1", /must start with i-/],
    ["--region", "cn hangzhou", /error: option '--region <region>'/],
  ] as const)("is not cleaned up with %s %s", async ([option, value, problem], { conformance, emulator }) => {
    const { exitCode, stderr } = await conformance(option, value);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(problem);
    expect(emulator.calls()).toEqual([]);
  });
});

it("--help says what a run needs and leaves, without a region", async ({ env }) => {
  const options = { installed: inject("installed"), env, stdin: "" };

  const help = await runCommand(["conformance", "--help"], options);
  const without = await runCommand(["conformance"], options);

  expect(help.exitCode).toBe(0);
  expect(help.stdout).toContain("pulumi-alicloud-keypair:conformance=yes");
  expect(help.stdout).toContain("Exit code: 0");
  expect(without).toMatchObject({ exitCode: 1, stdout: "" });
  expect(without.stderr).toContain("required option '--region <region>'");
});
