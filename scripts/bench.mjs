// `npm run bench`: this provider beside the floor, in one run: calls, time, state, memory.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chart } from "./bench/chart.mjs";
import { startCloud } from "./bench/cloud.mjs";
import { measureColdStart } from "./bench/coldStart.mjs";
import { flowGoals, measureFlow } from "./bench/flow.mjs";
import { goalsOf, isMet } from "./bench/goals.mjs";
import { live, middleOf } from "./bench/life.mjs";
import { describeMachine } from "./bench/machine.mjs";
import { help, readOptions } from "./bench/options.mjs";
import { makePlace } from "./bench/place.mjs";
import { goalTable, lifeTable, sizeTable } from "./bench/table.mjs";
import { main } from "./setup/main.mjs";
import { userFolder } from "./setup/places.mjs";
import { step } from "./setup/progress.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

/** @typedef {import("./bench/options.mjs").BenchOptions} BenchOptions */
/** @typedef {import("./setup/ready.mjs").Ready & { pulumi: string }} Ready */
/** @typedef {(emulatorUrl: string) => Promise<import("./bench/stack.mjs").Place>} PlaceFor */

/** How many operations the engine hands over at once, unless it is told otherwise. */
const parallel = 4 * cpus().length;

await main(help, async (args) => {
  const options = readOptions(args);
  const out = resolve(userFolder("bench", process.env), options.out);
  const ready = await makeReadyWithEngine({ built: true });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-bench-")));
  try {
    const placeFor = await makePlace(folder, ready);
    const pairs = await measureLives(placeFor, ready, options);
    const coldStart = await measureFirstCall(placeFor, ready);
    const flow = await measureFlows(placeFor, ready, options);
    const goals = [
      ...pairs.flatMap((pair) => goalsOf(pair, { latencyMs: options.latencyMs, parallel })),
      { of: "milliseconds of the first call, beyond a later one's", ...coldStartGoal(coldStart) },
      ...flow.flatMap(flowGoals),
    ];
    const machine = await describeMachine(ready);
    await mkdir(out, { recursive: true });
    const { latencyMs, runs } = options;
    const results = { machine, latencyMs, runs, parallel, pairs, coldStart, flow, goals };
    await writeFile(join(out, "bench.json"), `${JSON.stringify(results, undefined, 2)}\n`);
    await writeFile(join(out, "bench.svg"), chart(pairs));
    process.stdout.write(`${Object.values(machine).join(", ")}; ${options.latencyMs} ms latency\n\n`);
    process.stdout.write([lifeTable(pairs), sizeTable(pairs), goalTable(goals)].join("\n"));
    return goals.every(isMet) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/**
 * @param {PlaceFor} placeFor
 * @param {Ready} ready
 * @param {BenchOptions} options
 * @returns {Promise<import("./bench/goals.mjs").Pair[]>}
 */
async function measureLives(placeFor, { node, env }, { hosts, sizes, runs, latencyMs }) {
  const cloud = await startCloud(node, env, { latencyMs });
  try {
    const place = await placeFor(cloud.url);
    const pairs = [];
    for (const host of hosts) {
      for (const size of sizes) {
        /** @type {Record<"alicloud" | "floor", import("./bench/life.mjs").Life[]>} */
        const lives = { alicloud: [], floor: [] };
        for (let run = 1; run <= runs; run += 1) {
          // In turn, so that a machine that is slow for a while is slow for both.
          for (const subject of /** @type {const} */ (["floor", "alicloud"])) {
            const title = `${host}, ${size}, ${subject}: run ${run} of ${runs}`;
            lives[subject].push(await step(title, () => live(place, cloud, { host, subject, size })));
          }
        }
        pairs.push({ host, size, alicloud: middleOf(lives.alicloud), floor: middleOf(lives.floor) });
      }
    }
    return pairs;
  } finally {
    await cloud.stop();
  }
}

/**
 * @param {PlaceFor} placeFor
 * @param {Ready} ready
 */
async function measureFirstCall(placeFor, { node, env }) {
  const cloud = await startCloud(node, env, { latencyMs: 0 });
  try {
    const place = await placeFor(cloud.url);
    return await step("first call of a process", () => measureColdStart(node, place));
  } finally {
    await cloud.stop();
  }
}

/** @param {import("./bench/coldStart.mjs").ColdStart} coldStart */
function coldStartGoal({ firstMs, laterMs }) {
  return { figure: firstMs - laterMs, most: 150, rule: "150 ms" };
}

/**
 * @param {PlaceFor} placeFor
 * @param {Ready} ready
 * @param {BenchOptions} options
 */
async function measureFlows(placeFor, ready, { hosts, flow: size, latencyMs }) {
  const runs = [];
  for (const host of size === 0 ? [] : hosts) {
    const what = { host, size, latencyMs };
    runs.push(
      await step(`${host}, ${size}: up under flow control`, () => measureFlow(placeFor, ready, what)),
    );
  }
  return runs;
}
