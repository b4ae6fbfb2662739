/** The pace of a run, on a clock that only the test moves. */
import { expect, it, onTestFinished } from "vitest";
import { openPace, type Clock } from "../../../cli/conformance/pace";
import { startEmulator } from "../../../emulator/emulator";
import { runAgainst } from "./fixtures";

const minuteMs = 60_000;
const remote = "ecs-cn-hangzhou.aliyuncs.com";

/** A clock on which time passes only while something sleeps. */
function openClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

/** The most of these times that lie within one minute. */
function mostInAMinute(timesMs: readonly number[]): number {
  return Math.max(
    ...timesMs.map(
      (start) => timesMs.filter((timeMs) => timeMs >= start && timeMs < start + minuteMs).length,
    ),
  );
}

it("a remote service gets 30 calls in any minute, and no fewer", async () => {
  const clock = openClock();
  const pace = openPace(remote, clock);
  const timesMs: number[] = [];

  for (let call = 0; call < 100; call++) {
    await pace.turn();
    timesMs.push(clock.nowMs());
  }

  expect(mostInAMinute(timesMs)).toBe(30);
});

it("time in which no call was made is not caught up", async () => {
  const clock = openClock();
  const pace = openPace(remote, clock);
  const timesMs: number[] = [];

  for (let call = 0; call < 70; call++) {
    if (call === 10) await clock.sleep(10 * minuteMs);
    await pace.turn();
    timesMs.push(clock.nowMs());
  }

  expect(mostInAMinute(timesMs)).toBe(30);
});

it("the loopback gets calls without waiting", async () => {
  const clock = openClock();
  const pace = openPace("127.0.0.1:8410", clock);

  for (let call = 0; call < 100; call++) await pace.turn();

  expect(clock.nowMs()).toBe(0);
});

it("every call of a run has its turn, and throttled ones are made again a minute later", async () => {
  const clock = openClock();
  const pace = openPace(remote, clock);
  const turnsMs: number[] = [];
  const counted = {
    ...pace,
    turn: async () => {
      await pace.turn();
      turnsMs.push(clock.nowMs());
    },
  };
  const emulator = await startEmulator({ keyPool: 1 });
  onTestFinished(() => emulator.close());
  emulator.faults.add({ kind: "error", action: "TagResources", code: "Throttling.User", calls: 2 });

  const { findings } = await runAgainst(emulator, { pace: counted });

  expect(emulator.calls()).toHaveLength(turnsMs.length);
  expect(mostInAMinute(turnsMs)).toBe(30);
  expect(emulator.calls().filter(({ outcome }) => outcome === "Throttling.User")).toHaveLength(2);
  expect(
    findings.filter((finding) => finding.kind === "asked" && finding.judgement.differences.length > 0),
  ).toEqual([]);
});
