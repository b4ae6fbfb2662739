/** The benchmark's parts: its options, the limit of each figure, and the tables and the chart. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { draw } from "../../../scripts/bench.mjs";
import { chart, type Terraform } from "../../../scripts/bench/chart.mjs";
import { goalsOf, isMet, type Pair } from "../../../scripts/bench/goals.mjs";
import { middleOf, type Life } from "../../../scripts/bench/life.mjs";
import { readOptions } from "../../../scripts/bench/options.mjs";
import { goalTable, lifeTable } from "../../../scripts/bench/table.mjs";
import { root } from "../../../scripts/setup/places.mjs";

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
});

describe("the chart", () => {
  const figures = { seconds: 3, calls: 20 };
  const terraform: Terraform = {
    ...{ measured: "2026-11-25", cores: 2, latencyMs: 80 },
    points: [{ size: 10, apply: figures, plan: figures, destroy: figures }],
  };
  const pairs: Pair[] = [pair, { ...pair, size: 100 }, { ...pair, host: "dynamic" }];

  it("is well-formed SVG with a point for each figure but the floor's calls, of which there are none", async () => {
    const svg = await chart(pairs, { latencyMs: 80 }, terraform);

    expect(XMLValidator.validate(svg)).toBe(true);
    // Three panels of seconds with both subjects and Terraform, and three of calls without the floor.
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(3 * (2 * 3 + 1) + 3 * (3 + 1));
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("says when Terraform was measured, and leaves it out where calls take another time", async () => {
    const [same, other] = await Promise.all(
      [80, 20].map((latencyMs) => chart(pairs, { latencyMs }, terraform)),
    );

    expect(same).toContain("Terraform: measured on 2026-11-25, on 2 cores.");
    expect(other).not.toContain("line: Terraform");
    expect(other).not.toContain("measured on");
  });

  it("has another colour on a dark page for each that it uses", async () => {
    const svg = await chart(pairs, { latencyMs: 80 }, terraform);

    const used = [...svg.matchAll(/ (?:fill|stroke)="(#\w+)"/g)].map(([, colour]) => colour);
    const replaced = [...svg.matchAll(/^\[fill="(#\w+)"\]/gm)].map(([, colour]) => colour);
    expect([...new Set(used)].toSorted()).toEqual(replaced.toSorted());
  });

  it("in docs/ shows the figures of docs/bench.json: otherwise run npm run bench -- --redraw --out docs", async () => {
    const [json, svg] = await Promise.all(
      ["bench.json", "bench.svg"].map((file) => readFile(join(root, "docs", file), "utf8")),
    );

    expect(await draw(JSON.parse(json ?? "") as Parameters<typeof draw>[0])).toBe(svg);
  });
});
