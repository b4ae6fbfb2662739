// One stack's life, from its first `up` to `destroy`: the time, the calls and the state of each step.
import { watchMemory } from "./memory.mjs";
import { openStack } from "./stack.mjs";

/**
 * @typedef {object} Step
 * @property {number} seconds
 * @property {import("./cloud.mjs").CallCounts} calls
 */

/**
 * @typedef {object} Life
 * @property {Record<StepName, Step>} steps
 * @property {import("./stack.mjs").StateSize} state
 * @property {number} residentBytes the most that the provider's process held during a refresh
 */

/** @typedef {keyof typeof commands} StepName */

/** In this order. */
const commands = {
  up: ["up", "--yes", "--skip-preview"],
  "up, nothing to do": ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

export const stepNames = /** @type {StepName[]} */ (Object.keys(commands));

/**
 * @param {import("./stack.mjs").Place} place
 * @param {import("./cloud.mjs").Cloud} cloud
 * @param {{ host: import("./options.mjs").HostName, subject: import("./programs.mjs").Subject, size: number }} what
 * @returns {Promise<Life>}
 */
export async function live(place, cloud, what) {
  const stack = await openStack(place, what);
  const step = async (/** @type {StepName} */ name) => {
    await cloud.countsSince();
    const seconds = await stack.timed(commands[name]);
    return { seconds, calls: await cloud.countsSince() };
  };
  const up = await step("up");
  const state = await stack.state();
  const again = await step("up, nothing to do");
  const preview = await step("preview");
  const refresh = await step("refresh");
  // Apart from what is timed, since watching takes time itself.
  const memory = watchMemory(what.host);
  await stack.timed(commands.refresh);
  const residentBytes = memory.most();
  const destroy = await step("destroy");
  await stack.remove();
  return { steps: { up, "up, nothing to do": again, preview, refresh, destroy }, state, residentBytes };
}

/**
 * Each figure the middle one of several lives.
 *
 * @param {readonly Life[]} lives
 * @returns {Life}
 */
export function middleOf(lives) {
  const [first] = lives;
  if (first === undefined) throw new RangeError("there is no life to take the middle of");
  const steps = { ...first.steps };
  for (const name of stepNames) {
    const seconds = middle(lives.map((life) => life.steps[name].seconds));
    // The most calls of any life: a goal on calls is to hold each time.
    const all = lives.map((life) => life.steps[name].calls);
    const calls = all.reduce((most, each) => (each.ecs > most.ecs ? each : most));
    steps[name] = { seconds, calls };
  }
  return { steps, state: first.state, residentBytes: middle(lives.map((life) => life.residentBytes)) };
}

/** @param {readonly number[]} figures */
export function middle(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
