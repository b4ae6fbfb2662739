/** The benchmark's parts: its options, the limit of each figure, and the tables and the chart. */
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { chart } from "../../../scripts/bench/chart.mjs";
import { goalsOf, isMet, type Pair } from "../../../scripts/bench/goals.mjs";
import { middleOf, type Life } from "../../../scripts/bench/life.mjs";
import { readOptions } from "../../../scripts/bench/options.mjs";
import { goalTable, lifeTable } from "../../../scripts/bench/table.mjs";

/** A life in which each step takes so long and makes so many calls. */
function life(seconds: number, ecs: number, state = { bytes: 1_000, ciphertexts: 10 }): Life {
  const step = { seconds, calls: { ecs, throttled: 0, byAction: { DescribeKeyPairs: ecs } } };
  const steps = { up: step, "up, nothing to do": step, preview: step, refresh: step, destroy: step };
  return { steps, state, residentBytes: 2 ** 20 };
}

const pair: Pair = { host: "plugin", size: 10, alicloud: life(2, 12), floor: life(1, 0) };
const conditions = { latencyMs: 80, parallel: 8 };

describe("the options", () => {
  it.for([
    [["--sizes", "1,x"], /--sizes: `x` is not a whole number/],
    [["--runs", "0"], /--runs: `0` is not a whole number of at least 1/],
    [["--hosts", "other"], /--hosts: `other` is neither dynamic nor plugin/],
    [["--size", "1"], /--size/],
  ] as const)("%j are refused", ([args, says]) => {
    expect(() => readOptions([...args])).toThrow(says);
  });
});

describe("the goals", () => {
  it("are calculated from the floor, the latency and the engine's parallelism", () => {
    const most = Object.fromEntries(goalsOf(pair, conditions).map((goal) => [goal.of, goal.most]));

    expect(most).toMatchObject({
      "plugin, 10: calls of up": 12,
      "plugin, 10: calls of refresh": 12,
      "plugin, 10: calls of destroy": 22,
      "plugin, 10: seconds of up": 1.05 + 0.1 + 0.3,
      "plugin, 10: seconds of destroy": 1 + 0.1 + 0.5,
      "plugin, 10: seconds of refresh": 1.8,
      "plugin, 10: bytes of state a pair, beyond the floor's": 900,
    });
  });

  it.for([
    [1, 1 + 0.45],
    [100, 1.05 + 1 + 0.3],
    [500, 1.15 + 5],
  ] as const)("give an up of %i pairs %f s where the floor takes one", ([size, seconds]) => {
    const up = goalsOf({ ...pair, size }, conditions).find(({ of }) => of.endsWith("seconds of up"));

    expect(up?.most).toBeCloseTo(seconds);
  });

  it("are missed by a figure beyond them, and met by one that reaches them", () => {
    const goals = goalsOf(pair, conditions);

    const missed = goals.filter((goal) => !isMet(goal)).map((goal) => goal.of);
    expect(missed).toEqual([
      "plugin, 10: calls of up, nothing to do",
      "plugin, 10: calls of preview",
      "plugin, 10: seconds of up",
      "plugin, 10: seconds of up, nothing to do",
      "plugin, 10: seconds of refresh",
      "plugin, 10: seconds of destroy",
    ]);
    expect(goalTable(goals)).toMatch(/MISSED {2}plugin, 10: seconds of refresh +2 +1\.80 +1\.3 x the floor/);
  });
});

describe("of several lives", () => {
  it("the median time counts, and the most calls", () => {
    const middle = middleOf([life(9, 1), life(1, 5), life(2, 3)]);

    expect(middle.steps.refresh).toMatchObject({ seconds: 2, calls: { ecs: 5 } });
  });
});

describe("the results", () => {
  it("are a table with the ratio to the floor", () => {
    expect(lifeTable([pair])).toMatch(/plugin +10 +refresh +2\.00 +1\.00 +2\.00 +12/);
  });

  it("are a chart in well-formed SVG, with a line for each step of both subjects", () => {
    const svg = chart([pair, { ...pair, size: 100 }, { ...pair, host: "dynamic" }]);

    expect(XMLValidator.validate(svg)).toBe(true);
    // Calls: three lines; seconds: three and the floor's three; for each of two hosts.
    expect(svg.match(/<polyline /g)).toHaveLength(18);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
