// Starting, stopping and restarting instances: which states they pass through, and when.
import { expect } from "vitest";
import { startEmulator, type Emulator } from "../../../emulator/emulator";
import { otherAccount, regionId, test as base } from "./fixtures";
import { rpcCall, type RpcAnswer } from "./rpcCall";

/** Tests with an emulator whose clock stops, where starting takes 5 s and stopping 3 s. */
const test = base
  .extend("clock", () => ({ nowMs: Date.now() }))
  .extend("still", async ({ clock, emulatorOptions }, { onCleanup }) => {
    const conditions = { instanceStartMs: 5_000, instanceStopMs: 3_000 };
    const emulator = await startEmulator({ ...emulatorOptions, conditions, nowMs: () => clock.nowMs });
    onCleanup(() => emulator.close());
    return emulator;
  });

const statuses = (emulator: Emulator): string[] => emulator.instances().map(({ status }) => status);

const change = (emulator: Emulator, action: string, parameters: Record<string, string> = {}) =>
  rpcCall(emulator.url, action, { InstanceId: "i-1", ...parameters });

const responses = ({ fields }: RpcAnswer): unknown => fields["InstanceResponses"];

test.for([
  ["StartInstance", "Stopped", "Starting", 5_000, "Running"],
  ["StopInstance", "Running", "Stopping", 3_000, "Stopped"],
  ["RebootInstance", "Running", "Starting", 8_000, "Running"],
] as const)(
  "%s makes an instance that is %s %s, and after %i ms %s",
  async ([action, before, during, takesMs, after], { still, clock }) => {
    still.addInstance({ regionId, instanceId: "i-1", status: before });

    const { status } = await change(still, action);
    const seen = statuses(still);
    clock.nowMs += takesMs - 1;
    seen.push(...statuses(still));
    clock.nowMs += 1;
    seen.push(...statuses(still));

    expect(status).toBe(200);
    expect(seen).toEqual([during, during, after]);
  },
);

test("an instance in transition cannot be started, stopped or restarted", async ({ still }) => {
  still.addInstance({ regionId, instanceId: "i-1" });
  await change(still, "StopInstance");

  const codes: unknown[] = [];
  for (const action of ["StartInstance", "StopInstance", "RebootInstance"]) {
    codes.push((await change(still, action)).fields["Code"]);
  }

  expect(codes).toEqual(Array.from({ length: 3 }, () => "IncorrectInstanceStatus"));
});

/** The time of a minute that has just begun. */
const fullMinute = (): number => Math.floor(Date.now() / 60_000) * 60_000;

const minutes = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16)}Z`;

async function startTime(emulator: Emulator): Promise<unknown> {
  const { fields } = await rpcCall(emulator.url, "DescribeInstances", { RegionId: regionId });
  return /"StartTime":"([^"]*)"/u.exec(JSON.stringify(fields))?.[1];
}

test.for([
  ["StartInstance", "Stopped", 5_000],
  ["RebootInstance", "Running", 8_000],
] as const)(
  "%s sets StartTime when the instance becomes Running",
  async ([action, status, takesMs], { still, clock }) => {
    const startsMs = fullMinute();
    clock.nowMs = startsMs - takesMs;
    still.addInstance({ regionId, instanceId: "i-1", status, startTime: new Date(0) });

    await change(still, action);
    clock.nowMs += takesMs - 1;
    const before = await startTime(still);
    clock.nowMs += 120_000;

    expect([before, await startTime(still)]).toEqual(["1970-01-01T00:00Z", minutes(startsMs)]);
  },
);

test("stopping keeps StartTime, which is at first when the instance was created", async ({
  still,
  clock,
}) => {
  const createdMs = fullMinute();
  clock.nowMs = createdMs + 59_999;
  still.addInstance({ regionId, instanceId: "i-1" });
  clock.nowMs += 60_000;

  await change(still, "StopInstance");
  clock.nowMs += 60_000;

  expect(statuses(still)).toEqual(["Stopped"]);
  expect(await startTime(still)).toBe(minutes(createdMs));
});

test("by default, instances start and stop immediately", async ({ emulator }) => {
  emulator.addInstance({ regionId, instanceId: "i-1" });

  await change(emulator, "StopInstance", { ForceStop: "true", StoppedMode: "KeepCharging" });
  const stopped = statuses(emulator);
  await change(emulator, "StartInstance");
  await change(emulator, "RebootInstance", { ForceStop: "true" });

  expect([...stopped, ...statuses(emulator)]).toEqual(["Stopped", "Running"]);
});

test.for([
  ["StartInstances", "Stopped", "Starting"],
  ["StopInstances", "Running", "Stopping"],
  ["RebootInstances", "Running", "Starting"],
] as const)(
  "%s returns each instance's state before and after",
  async ([action, before, during], { still }) => {
    still.addInstance({ regionId, instanceId: "i-1", status: before });
    still.addInstance({ regionId, instanceId: "i-2", status: before });

    const parameters = { RegionId: regionId, "InstanceId.1": "i-2", "InstanceId.2": "i-1" };
    const answer = await rpcCall(still.url, action, parameters);

    const both = { Code: 200, Message: "success", PreviousStatus: before, CurrentStatus: during };
    expect(responses(answer)).toEqual({
      InstanceResponse: [
        { InstanceId: "i-2", ...both },
        { InstanceId: "i-1", ...both },
      ],
    });
    expect(statuses(still)).toEqual([during, during]);
  },
);

test("by default, one instance in the wrong state fails the whole batch", async ({ still }) => {
  still.addInstance({ regionId, instanceId: "i-1" });
  still.addInstance({ regionId, instanceId: "i-2", status: "Stopped" });

  const parameters = { RegionId: regionId, "InstanceId.1": "i-1", "InstanceId.2": "i-2" };
  const answer = await rpcCall(still.url, "RebootInstances", parameters);

  expect(answer).toMatchObject({ status: 403, fields: { Code: "IncorrectInstanceStatus" } });
  expect(statuses(still)).toEqual(["Running", "Stopped"]);
});

test("with SuccessFirst, only instances in the wrong state fail", async ({ still }) => {
  still.addInstance({ regionId, instanceId: "i-1" });
  still.addInstance({ regionId, instanceId: "i-2", status: "Stopped" });

  const answer = await rpcCall(still.url, "RebootInstances", {
    RegionId: regionId,
    BatchOptimization: "SuccessFirst",
    "InstanceId.1": "i-1",
    "InstanceId.2": "i-2",
    "InstanceId.3": "i-none",
  });

  expect(responses(answer)).toMatchObject({
    InstanceResponse: [
      { InstanceId: "i-1", Code: 200 },
      { Code: "IncorrectInstanceStatus", PreviousStatus: "Stopped", CurrentStatus: "Stopped" },
      { Code: "InvalidInstanceId.NotFound", PreviousStatus: "", CurrentStatus: "" },
    ],
  });
  expect(statuses(still)).toEqual(["Starting", "Stopped"]);
});

test("an account cannot change what another has", async ({ still }) => {
  still.addInstance({ regionId, instanceId: "i-1" });

  const answer = await rpcCall(still.url, "StopInstance", { InstanceId: "i-1" }, { account: otherAccount });

  expect(answer).toMatchObject({ status: 404, fields: { Code: "InvalidInstanceId.NotFound" } });
  expect(statuses(still)).toEqual(["Running"]);
});

test("an instance is found in any region", async ({ still }) => {
  still.addInstance({ regionId, instanceId: "i-other" });
  still.addInstance({ regionId: "eu-central-1", instanceId: "i-1" });

  const { status } = await change(still, "StopInstance");

  expect(status).toBe(200);
  expect(statuses(still)).toEqual(["Running", "Stopping"]);
});
