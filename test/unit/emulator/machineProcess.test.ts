// A process of the emulator whose instances run: its own home stays untouched, and its access key is nobody else's.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, vi } from "vitest";
import { onPosix } from "../posix";
import { test } from "./emulatorProcess";
import { regionId } from "./fixtures";
import { runner, patience } from "./machineFixtures";
import { rpcCall } from "./rpcCall";

/** What is in a home's folder for SSH. */
function sshFilesOf(home: string): string[] {
  const folder = join(home, ".ssh");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => `${name}: ${readFileSync(join(folder, name), "base64")}`);
}

beforeEach(({ skip }) => {
  onPosix("POSIX shell", skip);
});

test("the emulator's own home is untouched by whatever scripts take for theirs", async ({
  start,
  folder,
}) => {
  const home = mkdtempSync(join(tmpdir(), "emulator-home-"));
  onTestFinished(() => {
    rmSync(home, { recursive: true });
  });
  mkdirSync(join(home, ".ssh"));
  writeFileSync(join(home, ".ssh/authorized_keys"), "canary\n");
  vi.stubEnv("HOME", home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const before = [sshFilesOf(home), sshFilesOf(userInfo().homedir)];
  const { accessKeyId, accessKeySecret } = runner;
  const emulator = start(
    ...["--port", "0", "--instances", folder, "--access-key", accessKeyId, "--secret-key", accessKeySecret],
  );
  const url = await emulator.url();
  const instance = JSON.stringify({ regionId, instanceId: "i-1" });
  await fetch(`${url}/_emulator/instances`, { method: "POST", body: instance });

  const content = [
    "mkdir -p ~/.ssh .ssh; echo key >> ~/.ssh/authorized_keys",
    'echo key >> "$HOME/.ssh/authorized_keys"',
    "echo key >> .ssh/authorized_keys",
    'echo key >> "$(getent passwd root | cut -d: -f6)/.ssh/authorized_keys"',
    "cd; echo key >> .ssh/authorized_keys",
    "touch done",
  ].join("\n");
  const command = {
    RegionId: regionId,
    Type: "RunShellScript",
    CommandContent: content,
    "InstanceId.1": "i-1",
  };
  const { status } = await rpcCall(url, "RunCommand", command, { account: runner });
  const inRoot = join(folder, "i-1/root/.ssh/authorized_keys");
  await vi.waitFor(() => {
    expect(readFileSync(inRoot, "utf8").trim().split("\n").length).toBeGreaterThanOrEqual(2);
    expect(readdirSync(join(folder, "i-1/nonexistent"))).toContain("done");
  }, patience);

  expect(status).toBe(200);
  expect([sshFilesOf(home), sshFilesOf(userInfo().homedir)]).toEqual(before);
});

test("a random access key is made and printed once, on stderr only", async ({ start, folder }) => {
  const data = join(folder, "state");
  const emulator = start("--port", "0", "--instances", join(folder, "instances"), "--data", data);
  const url = await emulator.url();
  const instance = JSON.stringify({ regionId, instanceId: "i-1" });
  await fetch(`${url}/_emulator/instances`, { method: "POST", body: instance });
  const paths = ["instances", "calls", "faults", "key-pairs"].map((path) => `${url}/_emulator/${path}`);
  const form = /ACCESS_KEY_ID=(\S+)\n.*ACCESS_KEY_SECRET=(\S+)\n/u;
  const [, accessKeyId = "", accessKeySecret = ""] = await vi.waitFor(() => {
    const printed = form.exec(emulator.stderr());
    if (printed === null) throw new Error("Nothing is printed yet.");
    return printed;
  }, patience);
  const account = { accessKeyId, accessKeySecret };

  const listing = await rpcCall(url, "DescribeInvocations", { RegionId: regionId }, { account });
  const shown = await Promise.all([...paths, url].map(async (path) => (await fetch(path)).text()));
  emulator.process.kill("SIGTERM");
  const outputs = await emulator.end();

  expect(listing.status).toBe(200);
  expect(accessKeySecret).toMatch(/^[\w-]{32}$/u);
  expect(outputs.code).toBe(0);
  expect(outputs.stderr.split(accessKeySecret)).toHaveLength(2);
  for (const text of [outputs.stdout, readFileSync(data, "utf8"), ...shown]) {
    expect(text).not.toContain(accessKeySecret);
  }
});

test("a secret of the user's own is not printed", async ({ start, folder }) => {
  const emulator = start("--port", "0", "--instances", folder, "--secret-key", "secret-of-the-user");
  await emulator.url();

  emulator.process.kill("SIGTERM");
  const { stderr } = await emulator.end();

  expect(stderr).not.toContain("secret-of-the-user");
  expect(stderr).toMatch(/ACCESS_KEY_ID=emulator-[0-9a-f]{12}\n/u);
  expect(stderr).toContain("It is not a sandbox.");
});

test.for([
  [["--host", "0.0.0.0"], "it listens on the loopback only, not on 0.0.0.0"],
  [["--access-key", "emulator", "--secret-key", "emulator"], "needs a secret of its own"],
] as const)("--instances with %o is refused", async ([options, message], { start, folder }) => {
  const { code, stdout, stderr } = await start("--port", "0", "--instances", folder, ...options).end();

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
