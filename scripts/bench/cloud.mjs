// The emulator that the benchmark runs against, and the calls that it has counted.
import { startEmulator } from "../demo/emulator.mjs";

/**
 * @typedef {{ url: string, countsSince: () => Promise<CallCounts> }} Cloud `countsSince` returns the
 *   calls since it was last called
 * @typedef {{ ecs: number, throttled: number, byAction: Record<string, number> }} CallCounts `ecs` includes refused calls;
 *   `throttled` are those that flow control refused
 */

/** Generated beforehand and returned in turn, because the time for an RSA key is not what is measured. */
const keyPool = 16;

/**
 * Does work against an emulator of its own.
 *
 * @template T
 * @param {import("../setup/ready.mjs").Ready} ready
 * @param {{ latencyMs: number, queriesPerSecond?: number }} conditions
 * @param {(cloud: Cloud) => Promise<T>} work
 */
export async function withCloud({ node, env }, { latencyMs, queriesPerSecond }, work) {
  const flow = queriesPerSecond === undefined ? [] : ["--queries-per-second", String(queriesPerSecond)];
  const pool = ["--key-pool", String(keyPool), "--latency-ms", String(latencyMs)];
  const { url, stop } = await startEmulator(node, env, [...pool, ...flow]);
  try {
    return await work({ url, countsSince: () => takeCounts(`${url}/_emulator/calls`) });
  } finally {
    await stop();
  }
}

/** @param {string} url @returns {Promise<CallCounts>} */
async function takeCounts(url) {
  const response = await fetch(url);
  const { counts } = /** @type {{ counts: Record<string, Record<string, number>> }} */ (
    await response.json()
  );
  await fetch(url, { method: "DELETE" });
  /** @type {CallCounts} */
  const taken = { ecs: 0, throttled: 0, byAction: {} };
  for (const [action, outcomes] of Object.entries(counts)) {
    for (const [outcome, calls] of Object.entries(outcomes)) {
      taken.byAction[action] = (taken.byAction[action] ?? 0) + calls;
      if (action !== "GetCallerIdentity") taken.ecs += calls;
      if (outcome.startsWith("Throttling")) taken.throttled += calls;
    }
  }
  return taken;
}
