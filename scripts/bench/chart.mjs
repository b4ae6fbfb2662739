// Calls and time over the number of key pairs, this provider and the floor, as one SVG.

/** @typedef {import("./goals.mjs").Pair} Pair */
/** @typedef {{ name: string, dash: string, colour: string, points: { size: number, value: number }[] }} Line */

const panel = { width: 420, height: 260, left: 56, top: 34, gap: 60 };
const colours = { up: "#1f6feb", refresh: "#2da44e", destroy: "#cf222e" };
const drawn = /** @type {(keyof typeof colours)[]} */ (Object.keys(colours));

/**
 * A row of two panels for each host: the calls on the left, the seconds on the right.
 *
 * @param {readonly Pair[]} pairs
 * @returns {string}
 */
export function chart(pairs) {
  const hosts = [...new Set(pairs.map(({ host }) => host))];
  const width = 2 * (panel.left + panel.width + panel.gap);
  const height = hosts.length * (panel.top + panel.height + panel.gap);
  const rows = hosts.map((host, row) => {
    const ofHost = pairs.filter((pair) => pair.host === host);
    const y = row * (panel.top + panel.height + panel.gap) + panel.top;
    return [
      panelOf(`${host}: ECS calls`, callLines(ofHost), panel.left, y),
      panelOf(`${host}: seconds`, secondLines(ofHost), 2 * panel.left + panel.width + panel.gap, y),
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${rows.join("\n")}
</svg>
`;
}

/**
 * @param {readonly Pair[]} pairs
 * @returns {Line[]}
 */
function callLines(pairs) {
  return drawn.map((name) => lineOf(name, pairs, "alicloud", ({ calls }) => calls.ecs));
}

/**
 * @param {readonly Pair[]} pairs
 * @returns {Line[]}
 */
function secondLines(pairs) {
  return drawn.flatMap((name) => [
    lineOf(name, pairs, "alicloud", ({ seconds }) => seconds),
    lineOf(name, pairs, "floor", ({ seconds }) => seconds),
  ]);
}

/**
 * @param {keyof typeof colours} name
 * @param {readonly Pair[]} pairs
 * @param {"alicloud" | "floor"} subject
 * @param {(step: import("./life.mjs").Step) => number} figure
 * @returns {Line}
 */
function lineOf(name, pairs, subject, figure) {
  return {
    name: subject === "floor" ? `${name}, floor` : name,
    dash: subject === "floor" ? ' stroke-dasharray="5 4"' : "",
    colour: colours[name],
    points: pairs.map((pair) => ({ size: pair.size, value: figure(pair[subject].steps[name]) })),
  };
}

/**
 * @param {string} title
 * @param {readonly Line[]} lines
 * @param {number} left
 * @param {number} top
 */
function panelOf(title, lines, left, top) {
  const points = lines.flatMap((line) => line.points);
  const most = Math.max(1, ...points.map(({ value }) => value));
  const largest = Math.max(1, ...points.map(({ size }) => size));
  const x = (/** @type {number} */ size) => left + (size / largest) * panel.width;
  const y = (/** @type {number} */ value) => top + panel.height - (value / most) * panel.height;
  const sizes = [...new Set(points.map(({ size }) => size))];
  const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => part * most);
  return [
    `<text x="${left}" y="${top - 12}" font-weight="bold">${title}</text>`,
    ...steps.map((value) => gridLine(left, y(value), value)),
    ...sizes.map((size) => text(x(size), top + panel.height + 16, String(size), "middle")),
    ...lines.map((line) => polyline(line, x, y)),
    ...lines.map((line, index) => legend(line, left + 10, top + 14 + index * 15)),
  ].join("\n");
}

/**
 * @param {number} left
 * @param {number} y
 * @param {number} value
 */
function gridLine(left, y, value) {
  const label = value >= 10 ? value.toFixed(0) : value.toFixed(1);
  return `<path d="M${left} ${y.toFixed(1)}h${panel.width}" stroke="#d0d7de"/>${text(left - 6, y + 4, label, "end")}`;
}

/**
 * @param {Line} line
 * @param {(size: number) => number} x
 * @param {(value: number) => number} y
 */
function polyline({ points, colour, dash }, x, y) {
  const path = points.map(({ size, value }) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`;
}

/**
 * @param {Line} line
 * @param {number} x
 * @param {number} y
 */
function legend({ name, colour, dash }, x, y) {
  return `<path d="M${x} ${y - 4}h24" stroke="${colour}" stroke-width="2"${dash}/>${text(x + 30, y, name, "start")}`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {"start" | "middle" | "end"} anchor
 */
function text(x, y, words, anchor) {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}
