// The emulator that the benchmark runs against, and what it has counted.
import { startEmulator } from "../demo/emulator.mjs";

/**
 * @typedef {object} Cloud
 * @property {string} url
 * @property {() => Promise<CallCounts>} countsSince the calls since the last time this was asked
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} CallCounts
 * @property {number} ecs calls to ECS, those included that were refused
 * @property {number} throttled calls that flow control refused
 * @property {Record<string, number>} byAction
 */

/** Made beforehand, and handed out in turn: what is measured is not how long an RSA key takes. */
const keyPool = 16;

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @param {{ latencyMs: number, queriesPerSecond?: number }} conditions
 * @returns {Promise<Cloud>}
 */
export async function startCloud(node, env, { latencyMs, queriesPerSecond }) {
  const flow = queriesPerSecond === undefined ? [] : ["--queries-per-second", String(queriesPerSecond)];
  const pool = ["--key-pool", String(keyPool), "--latency-ms", String(latencyMs)];
  const { url, stop } = await startEmulator(node, env, [...pool, ...flow]);
  return { url, stop, countsSince: () => takeCounts(`${url}/_emulator/calls`) };
}

/**
 * @param {string} url
 * @returns {Promise<CallCounts>}
 */
async function takeCounts(url) {
  const { counts } = /** @type {{ counts: Record<string, Record<string, number>> }} */ (
    await (await fetch(url)).json()
  );
  await fetch(url, { method: "DELETE" });
  /** @type {Record<string, number>} */
  const byAction = {};
  let throttled = 0;
  for (const [action, outcomes] of Object.entries(counts)) {
    for (const [outcome, calls] of Object.entries(outcomes)) {
      byAction[action] = (byAction[action] ?? 0) + calls;
      if (outcome.startsWith("Throttling")) throttled += calls;
    }
  }
  const ecs = Object.entries(byAction)
    .filter(([action]) => action !== "GetCallerIdentity")
    .reduce((sum, [, calls]) => sum + calls, 0);
  return { ecs, throttled, byAction };
}
