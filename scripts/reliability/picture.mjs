// The fault matrix as one SVG: a row for each API call, a column for each fault, a coloured square with a sign for each outcome.
import { faults, outcomeOf, outcomes, testsOf } from "./record.mjs";

/**
 * @typedef {import("./record.mjs").Outcome} Outcome
 * @typedef {import("./record.mjs").Resource} Resource
 */

const left = 300;
const top = 112;
const column = 46;
const row = 26;
const heading = 46;
const width = left + faults.length * column + 24;

/** A sign for each outcome, so that no colour has to be told from another. @type {Record<Outcome, string>} */
export const signs = { recovered: "✓", "clean error": "!", reported: "⚑" };

/** @type {Record<Outcome, string>} */
const meanings = {
  recovered: "recovered: the operation succeeds",
  "clean error": "clean error: it fails, and state holds all that exists",
  reported: "reported: it fails, and names what state can't hold",
};

/** @type {Record<Outcome, string>} */
const classes = { recovered: "recovered", "clean error": "error", reported: "reported" };

const style = `
  text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
  .heading { font-weight: 600; font-size: 15px; }
  .call { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12px; }
  .step { fill: #59636e; }
  .sign { font-weight: 700; font-size: 14px; text-anchor: middle; }
  .ground { fill: #fff; }
  .recovered { fill: #b7e4c2; } .recovered + .sign { fill: #0b4a21; }
  .error { fill: #ffe08a; } .error + .sign { fill: #5a4300; }
  .reported { fill: #f6b8a6; } .reported + .sign { fill: #7a1f0a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .step { fill: #9198a1; } .ground { fill: #0d1117; }
    .recovered { fill: #1c5a33; } .recovered + .sign { fill: #b5f2c6; }
    .error { fill: #5f4a0c; } .error + .sign { fill: #ffe38f; }
    .reported { fill: #77301d; } .reported + .sign { fill: #ffd0c2; }
  }
`;

/** @param {readonly Resource[]} resources @param {string} description what a reader who can't see it is told */
export function picture(resources, description) {
  const rows = resources.flatMap(({ resource, calls }) => [
    { height: heading, draw: (/** @type {number} */ y) => text(12, y + 32, resource, "heading") },
    ...calls.map((call) => ({ height: row, draw: (/** @type {number} */ y) => callRow(call, y) })),
  ]);
  let y = top;
  const drawn = rows.map(({ height, draw }) => {
    y += height;
    return draw(y - height);
  });
  const height = y + 20 + outcomes.length * 28 + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">The outcome of every fault at every API call</title>
<desc id="description">${description}</desc>
<style>${style}</style>
<rect class="ground" width="100%" height="100%"/>
${[...faults.map(columnHead), ...drawn, ...legend(y + 20)].join("\n")}
</svg>
`;
}

/** @param {{ label: string }} fault @param {number} index */
function columnHead({ label }, index) {
  const x = left + index * column + column / 2 + 4;
  return `<text x="${x}" y="${top + 34}" transform="rotate(-60 ${x} ${top + 34})">${label}</text>`;
}

/** @param {import("./record.mjs").Call} call @param {number} y */
function callRow(call, y) {
  const squares = faults.map(({ fault }, index) =>
    square(outcomeOf(call, fault), left + index * column, y, testsOf(call, fault)),
  );
  return [text(24, y + 18, call.step, "step"), text(84, y + 18, call.action, "call"), ...squares].join("");
}

/** @param {Outcome} outcome @param {number} x @param {number} y @param {number} [tests] */
function square(outcome, x, y, tests) {
  const says = tests === undefined ? signs[outcome] : `${signs[outcome]} ${tests}`;
  const at = `x="${x + 1}" y="${y + 1}" width="${column - 2}" height="${row - 2}" rx="4"`;
  return `<rect class="${classes[outcome]}" ${at}/>${text(x + column / 2, y + 18, says, "sign")}`;
}

/** @param {number} y */
function legend(y) {
  return outcomes.map(
    (outcome, index) =>
      square(outcome, 12, y + index * 28) + text(12 + column + 10, y + index * 28 + 18, meanings[outcome]),
  );
}

/** @param {number} x @param {number} y @param {string} words @param {string} [name] */
function text(x, y, words, name) {
  const className = name === undefined ? "" : ` class="${name}"`;
  return `<text x="${x}" y="${y}"${className}>${words}</text>`;
}
