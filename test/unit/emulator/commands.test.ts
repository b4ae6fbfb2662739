// Commands of Cloud Assistant on instances that run: what they see, what they may do, and how they end.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { addInstance, call, ended, resultsOf, run, send, test, patience } from "./machineFixtures";

test("a command really writes to the instance's home", async ({ emulator, folder }) => {
  await addInstance(emulator);

  const result = await run(emulator, "echo hello > note && cat note");

  expect(result).toMatchObject({ InvocationStatus: "Success", ExitCode: 0, Output: "hello\n" });
  expect(readFileSync(join(folder, "i-1/root/note"), "utf8")).toBe("hello\n");
});

test("a command's environment is only a PATH of stand-ins and a HOME that does not exist", async ({
  emulator,
  folder,
}) => {
  await addInstance(emulator);

  const result = await run(emulator, "env; ls -d ~; for name in getent id sshd; do command -v $name; done");

  const lines = String(result["Output"]).trim().split("\n");
  const names = lines.flatMap((line) => /^([A-Za-z_]+)=/u.exec(line)?.[1] ?? []);
  // Shells set these themselves.
  const given = names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name));
  expect(given.sort()).toEqual(["HOME", "PATH"]);
  expect(lines).toContain(`HOME=${folder}/i-1/nonexistent`);
  expect(lines.filter((line) => line.includes("nonexistent': No such file"))).toHaveLength(1);
  expect(lines).toContain(`PATH=${folder}/i-1/bin:/usr/bin:/bin`);
  expect(lines.slice(-3)).toEqual(["getent", "id", "sshd"].map((name) => `${folder}/i-1/bin/${name}`));
});

test.for([
  ["getent passwd root | cut -d: -f6", "FOLDER/i-1/root", 0],
  ["getent passwd ecs-user | cut -d: -f6", "FOLDER/i-1/home/ecs-user", 0],
  ["getent passwd nobody", "", 2],
  ["id -u nobody", "id: 'nobody': no such user", 1],
  ["id -un ecs-user", "ecs-user", 0],
  ["sshd -T -C user=root | grep keys", "authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2", 0],
] as const)("%s prints %s and exits with %i", async ([content, printed, exitCode], { emulator, folder }) => {
  await addInstance(emulator);

  const result = await run(emulator, content);

  expect(result).toMatchObject({ ExitCode: exitCode });
  expect(String(result["Output"]).trim()).toBe(printed.replace("FOLDER", folder));
});

test("the owner of a home is the user that id and getent tell", async ({ emulator }) => {
  await addInstance(emulator);

  const content = "stat -c %u .; id -u root; getent passwd root | cut -d: -f3";
  const result = await run(emulator, content);

  const owners = new Set(String(result["Output"]).trim().split("\n"));
  expect(owners).toEqual(new Set([String(process.getuid?.())]));
});

test("another user has a home of its own, an unknown user none", async ({ emulator, folder }) => {
  await addInstance(emulator);

  const known = await run(emulator, "pwd", { Username: "ecs-user" });
  const unknown = await run(emulator, "pwd", { Username: "nobody" });

  expect(known).toMatchObject({ Output: `${folder}/i-1/home/ecs-user\n`, Username: "ecs-user" });
  expect(unknown).toMatchObject({
    InvocationStatus: "Invalid",
    ErrorCode: "AccountNotExists",
    ErrorInfo: "the specified account does not exists",
  });
});

test("a working directory is inside the instance, and must exist", async ({ emulator, folder }) => {
  await addInstance(emulator);

  const inside = await run(emulator, "pwd", { WorkingDir: "/home/../../../tmp" });
  const missing = await run(emulator, "pwd", { WorkingDir: "/nowhere" });

  expect(inside["Output"]).toBe(`${folder}/i-1/tmp\n`);
  expect(missing).toMatchObject({ InvocationStatus: "Invalid", ErrorCode: "DirectoryNotExists" });
});

test("a command that fails tells its exit code and what it printed on both outputs", async ({ emulator }) => {
  await addInstance(emulator);

  const result = await run(emulator, "echo out; echo err >&2; echo more; exit 7");

  expect(result).toMatchObject({
    InvocationStatus: "Failed",
    InvokeRecordStatus: "Failed",
    ErrorCode: "ExitCodeNonzero",
    ExitCode: 7,
    Output: "out\nerr\nmore\n",
  });
});

test("output beyond 24 KB is cut", async ({ emulator }) => {
  await addInstance(emulator);

  const result = await run(emulator, "head -c 30000 /dev/zero | tr '\\0' x");

  expect(String(result["Output"])).toHaveLength(24 * 1024);
  expect(result["Dropped"]).toBe(30_000 - 24 * 1024);
});

test("a command's output is Base64 by default", async ({ emulator }) => {
  await addInstance(emulator);
  const answer = await send(emulator, Buffer.from("echo hi").toString("base64"), {
    ContentEncoding: "Base64",
  });
  await ended(emulator, answer);

  const { text } = await call(emulator, "DescribeInvocationResults");

  expect(text).toContain(`"Output":"${Buffer.from("hi\n").toString("base64")}"`);
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

test("at its time limit a command is killed, with every process that it started", async ({
  emulator,
  folder,
}) => {
  await addInstance(emulator);
  emulator.setConditions({ commandSecondMs: 100 });

  const result = await run(emulator, "sleep 600 & echo $! > child; wait", { Timeout: "10" });

  expect(result).toMatchObject({ InvocationStatus: "Timeout", ErrorCode: "ExecutionTimeout" });
  const child = Number(readFileSync(join(folder, "i-1/root/child"), "utf8"));
  await vi.waitFor(() => {
    expect(isAlive(child)).toBe(false);
  }, patience);
});

test("nothing that a command starts outlives it", async ({ emulator, folder }) => {
  await addInstance(emulator);

  const result = await run(emulator, "sleep 600 & echo $! > child");

  expect(result).toMatchObject({ InvocationStatus: "Success" });
  const child = Number(readFileSync(join(folder, "i-1/root/child"), "utf8"));
  await vi.waitFor(() => {
    expect(isAlive(child)).toBe(false);
  }, patience);
});

test("stopping an instance interrupts its commands", async ({ emulator }) => {
  await addInstance(emulator);
  const answer = await send(emulator, "sleep 600");

  const [running] = await resultsOf(emulator, { InvokeId: String(answer.fields["InvokeId"]) });
  await call(emulator, "StopInstance", { InstanceId: "i-1" });

  expect(running).toMatchObject({
    InvocationStatus: "Running",
    InvokeRecordStatus: "Running",
    FinishedTime: "",
  });
  expect(await ended(emulator, answer)).toMatchObject({
    InvocationStatus: "Error",
    ErrorCode: "ExecutionInterrupted",
  });
});

test("an instance's folder has homes that only their owner can read, and goes with the instance", async ({
  emulator,
  folder,
}) => {
  await addInstance(emulator);

  const modes = ["root", "home/ecs-user"].map((home) => statSync(join(folder, "i-1", home)).mode & 0o777);
  await call(emulator, "StopInstance", { InstanceId: "i-1" });
  expect(emulator.removeInstance("cn-hangzhou", "i-1")).toBe(true);

  expect(modes).toEqual([0o700, 0o700]);
  expect(statSync(join(folder, "i-1"), { throwIfNoEntry: false })).toBeUndefined();
});
