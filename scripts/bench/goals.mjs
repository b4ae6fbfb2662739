// The limit of each figure; `npm run bench` reports which are met.

/**
 * @typedef {import("./options.mjs").HostName} HostName
 * @typedef {import("./stack.mjs").StateSize} StateSize
 * @typedef {import("./life.mjs").Life} Life
 * @typedef {import("./life.mjs").StepName} StepName
 * @typedef {{ of: string, figure: number, most: number, rule: string }} Goal `rule` says how `most` is calculated
 * @typedef {{ host: HostName, size: number, alicloud: Life, floor: Life }} Pair
 * @typedef {{ latencyMs: number, parallel: number }} Conditions `parallel` is how many operations the engine runs at once
 * @typedef {{ host: HostName, size: number, seconds: number, calls: import("./cloud.mjs").CallCounts }} FlowRun
 */

/** Under flow control. */
export const queriesPerSecond = 10;

/** @param {Pair} pair @param {Conditions} conditions @returns {Goal[]} */
export function goalsOf(pair, conditions) {
  const { host, size, alicloud, floor } = pair;
  const kept = { host, size, state: alicloud.state, floor: floor.state };
  return [...callGoals(pair), ...timeGoals(pair, conditions), ...stateGoals(kept)].map((goal) => ({
    ...goal,
    of: `${host}, ${size}: ${goal.of}`,
  }));
}

/** @param {Pair} pair @returns {Goal[]} */
function callGoals({ size, alicloud: { steps } }) {
  /** @type {[StepName, number, string][]} */
  const limits = [
    ["up", size + 2, "one a pair and 2"],
    ["up, nothing to do", 0, "none"],
    ["preview", 0, "none"],
    ["refresh", 12, "12"],
    ["destroy", 24 + Math.ceil(size / 5), "24, and one per 5 pairs"],
  ];
  return limits.map(([name, most, rule]) => ({
    of: `calls of ${name}`,
    figure: steps[name].calls.ecs,
    most,
    rule,
  }));
}

/** @param {Pair} pair @param {Conditions} conditions @returns {Goal[]} */
function timeGoals({ size, alicloud, floor }, { latencyMs, parallel }) {
  const createsSeconds = (Math.ceil(size / parallel) * latencyMs) / 1_000;
  /** @type {[StepName, number, number, string][]} */
  const limits = [
    ["up", 1.15, createsSeconds, "1.15 x the floor and the creates' own time"],
    ["up, nothing to do", 1.1, 0, "1.1 x the floor"],
    ["refresh", 1.3, 0.5, "1.3 x the floor + 0.5 s"],
  ];
  return limits.map(([name, factor, seconds, rule]) => ({
    of: `seconds of ${name}`,
    figure: alicloud.steps[name].seconds,
    most: factor * floor.steps[name].seconds + seconds,
    rule,
  }));
}

const stateBytes = { dynamic: 1_200, plugin: 900 };

/**
 * @param {{ host: HostName, size: number, state: StateSize, floor: StateSize }} kept a stack's state, and that of as many of
 *   the floor's resources
 * @returns {Goal[]}
 */
export function stateGoals({ host, size, state, floor }) {
  const most = stateBytes[host];
  const bytes = (state.bytes - floor.bytes) / size;
  return [
    { of: "bytes of state a pair, beyond the floor's", figure: bytes, most, rule: String(most) },
    { of: "encrypted values a pair", figure: state.ciphertexts / size, most: 1, rule: "1" },
  ];
}

/** @param {import("./coldStart.mjs").ColdStart} coldStart @returns {Goal} */
export function coldStartGoal({ firstMs, laterMs }) {
  const of = "milliseconds of the first call, beyond a later one's";
  return { of, figure: firstMs - laterMs, most: 150, rule: "150 ms" };
}

/** @param {FlowRun} run @returns {Goal[]} */
export function flowGoals({ host, size, seconds, calls }) {
  const of = `${host}, ${size} at ${queriesPerSecond} queries a second:`;
  const most = (1.2 * size) / queriesPerSecond;
  return [
    { of: `${of} seconds of up`, figure: seconds, most, rule: "1.2 x pairs / rate" },
    { of: `${of} calls a pair`, figure: calls.ecs / size, most: 1.3, rule: "1.3" },
  ];
}

/** @param {Goal} goal */
export function isMet({ figure, most }) {
  return figure <= most;
}
