// What can be broken on an instance that runs: agent, network, disk, sshd, and any outcome of its commands.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { commandErrors, finalStatuses } from "../../../emulator/assistant/outcomes";
import type { Emulator } from "../../../emulator/emulator";
import type { EmulatorOptions } from "../../../emulator/options";
import { regionId } from "./fixtures";
import { addInstance, call, ended, resultsOf, run, send, test as base, patience } from "./machineFixtures";

const test = base
  .extend("clock", () => ({ aheadMs: 0 }))
  .extend("options", ({ clock }): EmulatorOptions => ({ nowMs: () => Date.now() + clock.aheadMs }));

const set = (emulator: Emulator, change: object) =>
  emulator.setInstance({ regionId, instanceId: "i-1", ...change });

async function agentStatus(emulator: Emulator): Promise<unknown> {
  const { text } = await call(emulator, "DescribeCloudAssistantStatus", { "InstanceId.1": "i-1" });
  return /"CloudAssistantStatus":"([^"]*)"/u.exec(text)?.[1];
}

test("a stopped agent runs nothing until it is started again", async ({ emulator }) => {
  await addInstance(emulator);

  set(emulator, { agent: "stopped" });
  const stopped = await agentStatus(emulator);
  const refused = await send(emulator, "true");
  set(emulator, { agent: "running" });

  expect([stopped, await agentStatus(emulator)]).toEqual(["false", "true"]);
  expect(refused.fields["Code"]).toBe("InvalidInstance.NotMatch");
  expect(await run(emulator, "true")).toMatchObject({ InvocationStatus: "Success" });
});

test("a cut network is noticed two minutes later; until then commands are Aborted", async ({
  emulator,
  clock,
}) => {
  await addInstance(emulator);
  set(emulator, { network: "cut" });

  const soon = await agentStatus(emulator);
  await send(emulator, "touch trace");
  const [pending] = await resultsOf(emulator, {});
  emulator.setConditions({ deliveryTimeoutMs: 20 });
  const aborted = await run(emulator, "touch trace");
  clock.aheadMs = 121_000;
  const later = await agentStatus(emulator);
  const refused = await send(emulator, "true");

  expect([soon, later]).toEqual(["true", "false"]);
  expect(pending).toMatchObject({ InvocationStatus: "Pending", StartTime: "" });
  expect(aborted).toMatchObject({ InvocationStatus: "Aborted", ErrorCode: "DeliveryTimeout" });
  expect(refused.fields["Code"]).toBe("InvalidInstance.NotMatch");
});

test("a command waits for the network, and so does its outcome", async ({ emulator, folder }) => {
  await addInstance(emulator);
  set(emulator, { network: "cut" });
  const waiting = await send(emulator, "echo 1 > one");
  set(emulator, { network: "up" });
  const delivered = await ended(emulator, waiting);

  const answer = await send(emulator, "until [ -e go ]; do sleep 0.02; done; echo 2 > two");
  set(emulator, { network: "cut" });
  writeFileSync(join(folder, "i-1/root/go"), "");
  await expect.poll(() => existsSync(join(folder, "i-1/root/two")), patience).toBe(true);
  const [unreported] = await resultsOf(emulator, { InvokeId: String(answer.fields["InvokeId"]) });
  set(emulator, { network: "up" });

  expect(delivered).toMatchObject({ InvocationStatus: "Success" });
  expect(unreported).toMatchObject({ InvocationStatus: "Running" });
  expect(await ended(emulator, answer)).toMatchObject({ InvocationStatus: "Success" });
});

test("commands may stay Pending for a while", async ({ emulator }) => {
  await addInstance(emulator);
  emulator.setConditions({ commandDeliveryMs: 600_000 });

  await send(emulator, "true");
  const [pending] = await resultsOf(emulator, {});
  emulator.setConditions({ commandDeliveryMs: 20 });

  expect(pending).toMatchObject({ InvocationStatus: "Pending", InvokeRecordStatus: "Running" });
  expect(await run(emulator, "true")).toMatchObject({ InvocationStatus: "Success" });
});

test("on a full disk no file can be written, but the command goes on", async ({ emulator, folder }) => {
  await addInstance(emulator, { authorizedKeys: ["ssh-rsa AAAA"] });
  set(emulator, { disk: "full" });

  const content =
    'cd .ssh; cat authorized_keys > new && echo more >> new && mv new authorized_keys || echo "status $?"';
  const full = await run(emulator, content);
  set(emulator, { disk: "ok" });
  const free = await run(emulator, "echo fits > note && cat note");

  expect(full["Output"]).toContain("status 1");
  expect(readFileSync(join(folder, "i-1/root/.ssh/authorized_keys"), "utf8")).toBe("ssh-rsa AAAA\n");
  expect(free["Output"]).toBe("fits\n");
});

test("sshd -T can fail or be missing, and its configuration is never run", async ({ emulator, folder }) => {
  await addInstance(emulator);
  const authorizedKeysFile = "$(touch /tmp/x) `touch x`'; touch x; '";

  set(emulator, { authorizedKeysFile });
  const odd = await run(emulator, "sshd -T | tail -n 1");
  set(emulator, { sshd: "fails" });
  const fails = await run(emulator, "sshd -T");
  set(emulator, { sshd: "missing" });
  const missing = await run(emulator, "sshd -T");
  set(emulator, { sshd: "ok" });

  expect(odd["Output"]).toBe(`authorizedkeysfile ${authorizedKeysFile}\n`);
  expect([fails["ExitCode"], missing["ExitCode"]]).toEqual([255, 127]);
  expect(await run(emulator, "sshd -T")).toMatchObject({ ExitCode: 0 });
  expect(existsSync(join(folder, "i-1/root/x"))).toBe(false);
});

test.for(Object.entries(finalStatuses))(
  "the next command can end %s without running",
  async ([status, usualCode], { emulator, folder }) => {
    await addInstance(emulator);
    set(emulator, { failCommands: { status, calls: 1, output: "as told" } });

    const answer = await send(emulator, "touch trace");
    const told = await ended(emulator, answer);
    const next = await run(emulator, "true");

    expect(told).toMatchObject({
      InvocationStatus: status,
      ErrorCode: usualCode ?? "",
      ErrorInfo: usualCode === undefined ? "" : commandErrors[usualCode],
      Output: "as told",
    });
    expect(existsSync(join(folder, "i-1/root/trace"))).toBe(false);
    expect(next).toMatchObject({ InvocationStatus: "Success", ErrorCode: "" });
  },
);

test.for(Object.keys(commandErrors) as (keyof typeof commandErrors)[])(
  "a command can end with %s",
  async (errorCode, { emulator }) => {
    await addInstance(emulator);
    set(emulator, { failCommands: { status: "Error", errorCode } });

    const told = await run(emulator, "true");

    expect(told).toMatchObject({ ErrorCode: errorCode, ErrorInfo: commandErrors[errorCode] });
  },
);

test("a command that ran can be reported as failed, with what it printed", async ({ emulator, folder }) => {
  await addInstance(emulator);
  set(emulator, { failCommands: { status: "Timeout", run: true } });

  const told = await run(emulator, "touch trace; echo done");
  set(emulator, { failCommands: null });

  expect(told).toMatchObject({
    InvocationStatus: "Timeout",
    ErrorCode: "ExecutionTimeout",
    Output: "done\n",
  });
  expect(existsSync(join(folder, "i-1/root/trace"))).toBe(true);
  expect(await run(emulator, "true")).toMatchObject({ InvocationStatus: "Success" });
});

test.for(["Pending", "Running"] as const)("a command can stay %s", async (status, { emulator }) => {
  await addInstance(emulator);
  set(emulator, { failCommands: { status } });

  await send(emulator, "true");

  expect(await resultsOf(emulator, {})).toMatchObject([{ InvocationStatus: status, FinishedTime: "" }]);
});

test("a removed instance releases its commands", async ({ emulator }) => {
  await addInstance(emulator);
  const answer = await send(emulator, "sleep 600");

  emulator.removeInstance(regionId, "i-1");

  expect(await ended(emulator, answer)).toMatchObject({
    InvocationStatus: "Error",
    ErrorCode: "InstanceReleased",
  });
});
