// What a reader who can't see the picture needs of the fault matrix: totals, the faults, and a table for each resource.
import { faults, outcomeOf, outcomes } from "./record.mjs";

/**
 * @typedef {import("./record.mjs").Cell} Cell
 * @typedef {import("./record.mjs").Outcome} Outcome
 * @typedef {import("./record.mjs").Resource} Resource
 */

/** @type {Record<Outcome, string>} */
const heads = { recovered: "✅ recovered", "clean error": "🟡 clean error", reported: "🚩 reported" };

/** @param {readonly Cell[]} cells @returns {string} one sentence */
export function totals(cells) {
  const counts = outcomes.map((outcome) => cells.filter((cell) => cell.outcome === outcome).length);
  const [recovered = 0, cleanErrors = 0, reported = 0] = counts;
  const lost = cells.length - recovered - cleanErrors - reported;
  return `${cells.length} tests: ${recovered} recovered, ${cleanErrors} clean errors, ${reported} reported, ${lost} lost.`;
}

/** @param {readonly Resource[]} resources @returns {string} Markdown */
export function tables(resources) {
  return [
    "### The faults",
    table(
      ["fault", "what happens"],
      faults.map(({ label, meaning }) => [label, meaning]),
    ),
    ...resources.flatMap(({ resource, calls }) => [
      `### ${resource}`,
      table(
        ["operation", "call", ...outcomes.map((outcome) => heads[outcome])],
        calls.map((call) => [
          call.step,
          `\`${call.action}\``,
          ...outcomes.map((outcome) =>
            namesOf(faults.filter(({ fault }) => outcomeOf(call, fault) === outcome)),
          ),
        ]),
      ),
    ]),
  ].join("\n\n");
}

/** @param {readonly { label: string }[]} some */
function namesOf(some) {
  if (some.length === faults.length) return "every fault";
  return some.length > faults.length / 2 ? "every other fault" : some.map(({ label }) => label).join(", ");
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
