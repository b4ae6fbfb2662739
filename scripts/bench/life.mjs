// One stack's life, from its first `up` to `destroy`: the time, the calls, the state and the memory.
import { run } from "../setup/child.mjs";
import { openStack } from "./stack.mjs";

/**
 * @typedef {{ seconds: number, calls: import("./cloud.mjs").CallCounts }} Step
 * @typedef {keyof typeof commands} StepName
 * @typedef {object} Life
 * @property {Record<StepName, Step>} steps
 * @property {import("./stack.mjs").StateSize} state
 * @property {number} residentBytes the most that the provider's process held during a refresh
 */

/** In this order. */
const commands = {
  up: ["up", "--yes", "--skip-preview"],
  "up, nothing to do": ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

export const stepNames = /** @type {StepName[]} */ (Object.keys(commands));

/** The command line of each host's process: the dynamic host's serves both subjects, each plugin is its own. */
const processes = {
  dynamic: /[\\/]dynamic-provider[\\/]/,
  plugin: /[\\/]pulumi-resource-(alicloud-keypair|floor)\b/,
};

/**
 * @param {import("./stack.mjs").Place} place
 * @param {import("./cloud.mjs").Cloud} cloud
 * @param {{ host: import("./options.mjs").HostName, subject: import("./stack.mjs").Subject, size: number }} what
 * @returns {Promise<Life>}
 */
export async function live(place, cloud, what) {
  const stack = await openStack(place, what);
  const step = stepper(stack, cloud);
  const up = await step("up");
  const state = await stack.state();
  const again = await step("up, nothing to do");
  const preview = await step("preview");
  const refresh = await step("refresh");
  // A refresh of its own, because watching takes time.
  const memory = watchMemory(processes[what.host]);
  await stack.timed(commands.refresh);
  const residentBytes = memory.most();
  const destroy = await step("destroy");
  await stack.remove();
  return { steps: { up, "up, nothing to do": again, preview, refresh, destroy }, state, residentBytes };
}

/**
 * @param {import("./stack.mjs").Stack} stack
 * @param {import("./cloud.mjs").Cloud} cloud
 * @returns {(name: StepName) => Promise<Step>} runs a step, and returns its time and calls
 */
function stepper(stack, cloud) {
  return async (name) => {
    await cloud.countsSince();
    const seconds = await stack.timed(commands[name]);
    return { seconds, calls: await cloud.countsSince() };
  };
}

/**
 * A life of two steps, as it is measured while calls are throttled.
 *
 * @param {import("./stack.mjs").Place} place
 * @param {import("./cloud.mjs").Cloud} cloud
 * @param {{ host: import("./options.mjs").HostName, subject: import("./stack.mjs").Subject, size: number }} what
 */
export async function liveShortly(place, cloud, what) {
  const stack = await openStack(place, what);
  const step = stepper(stack, cloud);
  const up = await step("up");
  const destroy = await step("destroy");
  await stack.remove();
  return { up, destroy };
}

/**
 * The median of each figure of several lives.
 *
 * @param {readonly Life[]} lives
 * @returns {Life}
 */
export function middleOf(lives) {
  const [first] = lives;
  if (first === undefined) throw new RangeError("there is no life");
  const steps = { ...first.steps };
  for (const name of stepNames) {
    const seconds = middle(lives.map((life) => life.steps[name].seconds));
    // The most calls of any life: a goal on calls must be met each time.
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

/**
 * Watches a process with `ps` until it is asked for the most bytes of memory it has seen, 0 if it saw no such process.
 *
 * @param {RegExp} program
 */
function watchMemory(program) {
  let most = 0;
  const timer = setInterval(async () => {
    const list = await run("ps", ["-A", "-ww", "-o", "rss=,args="]).catch(() => "");
    const sizes = list.split("\n").filter((line) => program.test(line));
    most = Math.max(most, ...sizes.map((line) => Number.parseInt(line, 10) * 1_024));
  }, 100);
  const stop = () => {
    clearInterval(timer);
    return most;
  };
  return { most: stop };
}
