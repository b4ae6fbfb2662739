// Calls and time over the number of key pairs, this provider and the floor, as one SVG.

/**
 * @typedef {import("./goals.mjs").Pair} Pair
 * @typedef {{ name: string, style: string, points: { size: number, value: number }[] }} Line
 */

const panel = { width: 420, height: 260, left: 56, top: 34, gap: 60 };
const colours = { up: "#1f6feb", refresh: "#2da44e", destroy: "#cf222e" };
const drawn = /** @type {(keyof typeof colours)[]} */ (Object.keys(colours));

/**
 * A row of two panels for each host: the calls on the left, the seconds on the right.
 *
 * @param {readonly Pair[]} pairs
 */
export function chart(pairs) {
  const hosts = [...new Set(pairs.map(({ host }) => host))];
  const width = 2 * (panel.left + panel.width + panel.gap);
  const height = hosts.length * (panel.top + panel.height + panel.gap);
  const rows = hosts.map((host, row) => {
    const ofHost = pairs.filter((pair) => pair.host === host);
    const y = row * (panel.top + panel.height + panel.gap) + panel.top;
    const right = 2 * panel.left + panel.width + panel.gap;
    const calls = drawn.map((name) => lineOf(name, ofHost, "alicloud", (step) => step.calls.ecs));
    const seconds = drawn.flatMap((name) => [
      lineOf(name, ofHost, "alicloud", (step) => step.seconds),
      lineOf(name, ofHost, "floor", (step) => step.seconds),
    ]);
    return `${panelOf(`${host}: ECS calls`, calls, panel.left, y)}\n${panelOf(`${host}: seconds`, seconds, right, y)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${rows.join("\n")}
</svg>
`;
}

/**
 * @param {keyof typeof colours} name
 * @param {readonly Pair[]} pairs
 * @param {import("./stack.mjs").Subject} subject
 * @param {(step: import("./life.mjs").Step) => number} figure
 * @returns {Line}
 */
function lineOf(name, pairs, subject, figure) {
  const dash = subject === "floor" ? ' stroke-dasharray="5 4"' : "";
  return {
    name: subject === "floor" ? `${name}, floor` : name,
    style: `stroke="${colours[name]}" stroke-width="2"${dash}`,
    points: pairs.map((pair) => ({ size: pair.size, value: figure(pair[subject].steps[name]) })),
  };
}

/** @param {string} title @param {readonly Line[]} lines @param {number} left @param {number} top */
function panelOf(title, lines, left, top) {
  const points = lines.flatMap((line) => line.points);
  const most = Math.max(1, ...points.map(({ value }) => value));
  const largest = Math.max(1, ...points.map(({ size }) => size));
  const x = (/** @type {number} */ size) => left + (size / largest) * panel.width;
  const y = (/** @type {number} */ value) => top + panel.height - (value / most) * panel.height;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = part * most;
    const label = text(left - 6, y(value) + 4, value >= 10 ? value.toFixed(0) : value.toFixed(1), "end");
    return `<path d="M${left} ${y(value).toFixed(1)}h${panel.width}" stroke="#d0d7de"/>${label}`;
  });
  const sizes = [...new Set(points.map(({ size }) => size))];
  return [
    `<text x="${left}" y="${top - 12}" font-weight="bold">${title}</text>`,
    ...grid,
    ...sizes.map((size) => text(x(size), top + panel.height + 16, String(size), "middle")),
    ...lines.map((line) => {
      const path = line.points.map(({ size, value }) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`);
      return `<polyline points="${path.join(" ")}" fill="none" ${line.style}/>`;
    }),
    ...lines.map(({ name, style }, index) => {
      const at = top + 14 + index * 15;
      return `<path d="M${left + 10} ${at - 4}h24" ${style}/>${text(left + 40, at, name, "start")}`;
    }),
  ].join("\n");
}

/** @param {number} x @param {number} y @param {string} words @param {string} anchor */
function text(x, y, words, anchor) {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}
