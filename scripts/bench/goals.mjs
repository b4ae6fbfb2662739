// The limit of each figure; `npm run bench` reports which are met.

/**
 * @typedef {import("./options.mjs").HostName} HostName
 * @typedef {import("./stack.mjs").StateSize} StateSize
 * @typedef {import("./life.mjs").Life} Life
 * @typedef {import("./life.mjs").StepName} StepName
 * @typedef {{ of: string, figure: number, most: number, rule: string }} Goal `rule` says how `most` is calculated
 * @typedef {{ host: HostName, size: number, alicloud: Life, floor: Life }} Pair
 * @typedef {{ latencyMs: number, parallel: number }} Conditions `parallel` is how many operations the engine runs at once
 * @typedef {{ up: import("./life.mjs").Step, destroy: import("./life.mjs").Step }} ShortLife
 * @typedef {ShortLife & { host: HostName, size: number, floor: ShortLife }} FlowRun
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
    ["destroy", size + 12, "one a pair and 12"],
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
  const callsSeconds = ((size / parallel) * latencyMs) / 1_000;
  /** @type {[StepName, { factor: number, seconds: number, rule: string }][]} */
  const limits = [
    ["up", upLimit(size, callsSeconds)],
    ["up, nothing to do", { factor: 1.1, seconds: 0, rule: "1.1 x the floor" }],
    ["refresh", { factor: 1.3, seconds: 0.5, rule: "1.3 x the floor + 0.5 s" }],
    [
      "destroy",
      { factor: 1, seconds: callsSeconds + 0.5, rule: "the floor + the deletes' own time + 0.5 s" },
    ],
  ];
  return limits.map(([name, { factor, seconds, rule }]) => ({
    of: `seconds of ${name}`,
    figure: alicloud.steps[name].seconds,
    most: factor * floor.steps[name].seconds + seconds,
    rule,
  }));
}

/** @param {number} size @param {number} createsSeconds */
function upLimit(size, createsSeconds) {
  if (size === 1) return { factor: 1, seconds: 0.45, rule: "the floor + 0.45 s" };
  return size <= 100
    ? {
        factor: 1.05,
        seconds: createsSeconds + 0.3,
        rule: "1.05 x the floor + the creates' own time + 0.3 s",
      }
    : { factor: 1.15, seconds: createsSeconds, rule: "1.15 x the floor + the creates' own time" };
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

/** @param {import("./coldStart.mjs").StartToPort} startToPort @returns {Goal} */
export function startGoal({ alicloudMs, floorMs }) {
  const of = "milliseconds from the plugin's start to its port, beyond the floor's";
  return { of, figure: alicloudMs - floorMs, most: 15, rule: "15 ms" };
}

/** @param {FlowRun} run @returns {Goal[]} */
export function flowGoals({ host, size, up, destroy, floor }) {
  const of = `${host}, ${size} at ${queriesPerSecond} queries a second:`;
  const upSeconds = (1.2 * size) / queriesPerSecond;
  const destroySeconds = floor.destroy.seconds + 6;
  return [
    { of: `${of} seconds of up`, figure: up.seconds, most: upSeconds, rule: "1.2 x pairs / rate" },
    { of: `${of} calls a pair of up`, figure: up.calls.ecs / size, most: 1.3, rule: "1.3" },
    {
      of: `${of} seconds of destroy`,
      figure: destroy.seconds,
      most: destroySeconds,
      rule: "the floor + 6 s",
    },
    { of: `${of} calls of destroy`, figure: destroy.calls.ecs, most: 60, rule: "60" },
  ];
}

/** @param {Goal} goal */
export function isMet({ figure, most }) {
  return figure <= most;
}
