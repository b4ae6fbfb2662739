// An `up` while the API takes few calls: as fast as it allows, with few of them wasted.
import { startCloud } from "./cloud.mjs";
import { openStack } from "./stack.mjs";

export const queriesPerSecond = 10;

/**
 * @typedef {object} FlowRun
 * @property {import("./options.mjs").HostName} host
 * @property {number} size
 * @property {number} seconds
 * @property {import("./cloud.mjs").CallCounts} calls
 */

/**
 * @param {(emulatorUrl: string) => Promise<import("./stack.mjs").Place>} placeFor
 * @param {import("../setup/ready.mjs").Ready} ready
 * @param {{ host: import("./options.mjs").HostName, size: number, latencyMs: number }} what
 * @returns {Promise<FlowRun>}
 */
export async function measureFlow(placeFor, { node, env }, { host, size, latencyMs }) {
  const cloud = await startCloud(node, env, { latencyMs, queriesPerSecond });
  try {
    const stack = await openStack(await placeFor(cloud.url), { host, subject: "alicloud", size });
    const seconds = await stack.timed(["up", "--yes", "--skip-preview"]);
    return { host, size, seconds, calls: await cloud.countsSince() };
  } finally {
    await cloud.stop();
  }
}

/**
 * @param {FlowRun} run
 * @returns {import("./goals.mjs").Goal[]}
 */
export function flowGoals({ host, size, seconds, calls }) {
  const of = (/** @type {string} */ what) =>
    `${host}, ${size} at ${queriesPerSecond} queries a second: ${what}`;
  return [
    {
      of: of("seconds of up"),
      figure: seconds,
      most: (1.2 * size) / queriesPerSecond,
      rule: "1.2 x pairs / rate",
    },
    { of: of("calls a pair"), figure: calls.ecs / size, most: 1.3, rule: "1.3" },
  ];
}
