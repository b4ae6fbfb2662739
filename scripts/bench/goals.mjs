// What is promised of each figure; `npm run bench` says which promise holds.

/** @typedef {import("./stack.mjs").StateSize} StateSize */

/**
 * @typedef {object} Goal
 * @property {string} of what is measured
 * @property {number} figure
 * @property {number} most what it may be
 * @property {string} rule how that is reckoned
 */

/**
 * @typedef {object} Pair a provider's life beside the floor's
 * @property {import("./options.mjs").HostName} host
 * @property {number} size
 * @property {import("./life.mjs").Life} alicloud
 * @property {import("./life.mjs").Life} floor
 */

/** @typedef {{ latencyMs: number, parallel: number }} Conditions `parallel`: how many operations the engine hands over at once */

/**
 * @param {Pair} pair
 * @param {Conditions} conditions
 * @returns {Goal[]}
 */
export function goalsOf(pair, conditions) {
  const { host, size, alicloud, floor } = pair;
  const kept = { host, size, state: alicloud.state, floor: floor.state };
  return [...callGoals(pair), ...timeGoals(pair, conditions), ...stateGoals(kept)].map((goal) => ({
    ...goal,
    of: `${pair.host}, ${pair.size}: ${goal.of}`,
  }));
}

/**
 * @param {Pair} pair
 * @returns {Goal[]}
 */
function callGoals({ size, alicloud: { steps } }) {
  const calls = (
    /** @type {import("./life.mjs").StepName} */ name,
    /** @type {number} */ most,
    /** @type {string} */ rule,
  ) => ({ of: `calls of ${name}`, figure: steps[name].calls.ecs, most, rule });
  return [
    calls("up", size + 2, "one a pair and 2"),
    calls("up, nothing to do", 0, "none"),
    calls("preview", 0, "none"),
    calls("refresh", 12, "12"),
    calls("destroy", 24 + Math.ceil(size / 5), "24, and one per 5 pairs"),
  ];
}

/**
 * @param {Pair} pair
 * @param {Conditions} conditions
 * @returns {Goal[]}
 */
function timeGoals({ size, alicloud, floor }, { latencyMs, parallel }) {
  const seconds = (
    /** @type {import("./life.mjs").StepName} */ name,
    /** @type {(floorSeconds: number) => number} */ most,
    /** @type {string} */ rule,
  ) => ({
    of: `seconds of ${name}`,
    figure: alicloud.steps[name].seconds,
    most: most(floor.steps[name].seconds),
    rule,
  });
  const createsSeconds = (Math.ceil(size / parallel) * latencyMs) / 1_000;
  return [
    seconds("up", (least) => 1.15 * least + createsSeconds, "1.15 x the floor and the creates' own time"),
    seconds("up, nothing to do", (least) => 1.1 * least, "1.1 x the floor"),
    seconds("refresh", (least) => 1.3 * least + 0.5, "1.3 x the floor + 0.5 s"),
  ];
}

const stateBytes = { dynamic: 1_200, plugin: 900 };

/**
 * @param {{ host: import("./options.mjs").HostName, size: number, state: StateSize, floor: StateSize }} kept a stack's state,
 *   beside that of as many of the floor's resources
 * @returns {Goal[]}
 */
export function stateGoals({ host, size, state, floor }) {
  return [
    {
      of: "bytes of state a pair, beyond the floor's",
      figure: (state.bytes - floor.bytes) / size,
      most: stateBytes[host],
      rule: String(stateBytes[host]),
    },
    { of: "encrypted values a pair", figure: state.ciphertexts / size, most: 1, rule: "1" },
  ];
}

/**
 * @param {Goal} goal
 */
export function isMet({ figure, most }) {
  return figure <= most;
}
