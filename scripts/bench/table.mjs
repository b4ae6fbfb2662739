// The results as tables for a person.
import { isMet } from "./goals.mjs";
import { stepNames } from "./life.mjs";

/** @typedef {import("./goals.mjs").Pair} Pair */
/** @typedef {import("./goals.mjs").Goal} Goal */

/** @param {readonly Pair[]} pairs @returns {string} one line for each step of each life */
export function lifeTable(pairs) {
  const rows = pairs.flatMap(({ host, size, alicloud, floor }) =>
    stepNames.map((name) => {
      const ours = alicloud.steps[name];
      const least = floor.steps[name];
      return [
        host,
        String(size),
        name,
        ours.seconds.toFixed(2),
        least.seconds.toFixed(2),
        (ours.seconds / least.seconds).toFixed(2),
        String(ours.calls.ecs),
      ];
    }),
  );
  return table([["host", "pairs", "step", "seconds", "floor", "ratio", "ECS calls"], ...rows]);
}

/** @param {readonly Pair[]} pairs @returns {string} state and memory, and the floor's */
export function sizeTable(pairs) {
  const rows = pairs.map(({ host, size, alicloud, floor }) => [
    host,
    String(size),
    String(alicloud.state.bytes),
    String(floor.state.bytes),
    ((alicloud.state.bytes - floor.state.bytes) / size).toFixed(0),
    (alicloud.residentBytes / 2 ** 20).toFixed(0),
    (floor.residentBytes / 2 ** 20).toFixed(0),
  ]);
  const names = ["host", "pairs", "state, bytes", "floor", "more a pair", "resident, MiB", "floor"];
  return table([names, ...rows]);
}

/** @param {readonly Goal[]} goals @returns {string} */
export function goalTable(goals) {
  const rows = goals.map((goal) => [
    isMet(goal) ? "met" : "MISSED",
    goal.of,
    rounded(goal.figure),
    rounded(goal.most),
    goal.rule,
  ]);
  return table([["goal", "", "figure", "most", "that is"], ...rows]);
}

/** @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}

/** @param {number} figure */
function rounded(figure) {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
}
