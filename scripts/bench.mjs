// `npm run bench`: this provider against the floor, in one run: calls, time, state, memory.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { arch, cpus, platform, release, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { chart } from "./bench/chart.mjs";
import { withCloud } from "./bench/cloud.mjs";
import { measureColdStart, measureStartToPort } from "./bench/coldStart.mjs";
import { coldStartGoal, flowGoals, goalsOf, isMet, queriesPerSecond, startGoal } from "./bench/goals.mjs";
import { live, liveShortly, middleOf } from "./bench/life.mjs";
import { readOptions } from "./bench/options.mjs";
import { makePlace } from "./bench/place.mjs";
import { goalTable, lifeTable, sizeTable } from "./bench/table.mjs";
import { run as runToEnd } from "./setup/child.mjs";
import { root, userFolder } from "./setup/places.mjs";
import { step } from "./setup/progress.mjs";
import { makeReadyWithEngine } from "./setup/ready.mjs";

export { help } from "./bench/options.mjs";

/** @typedef {import("./bench/options.mjs").BenchOptions} BenchOptions */
/** @typedef {import("./setup/ready.mjs").Ready & { pulumi: string }} Ready */
/** @typedef {(emulatorUrl: string) => Promise<import("./bench/stack.mjs").Place>} PlaceFor */

/** How many operations the engine runs at once by default. */
const parallel = 4 * cpus().length;

/** @param {string[]} args */
export async function run(args) {
  const options = readOptions(args);
  const { latencyMs, runs } = options;
  const out = resolve(userFolder("bench", process.env), options.out);
  if (options.redraw) {
    await writeFile(
      join(out, "bench.svg"),
      await draw(JSON.parse(await readFile(join(out, "bench.json"), "utf8"))),
    );
    return 0;
  }
  const ready = await makeReadyWithEngine({ built: true });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pulumi-alicloud-keypair-bench-")));
  try {
    const placeFor = await makePlace(folder, ready);
    const pairs = await measureLives(placeFor, ready, options);
    const coldStart = await withCloud(ready, { latencyMs: 0 }, async ({ url }) => {
      const place = await placeFor(url);
      return await step("first call of a process", () => measureColdStart(ready.node, place));
    });
    const place = await placeFor("http://127.0.0.1:9");
    const startToPort = await step("the plugin's start", () => measureStartToPort(ready.node, place));
    const flow = await measureFlows(placeFor, ready, options);
    const goals = [
      ...pairs.flatMap((pair) => goalsOf(pair, { latencyMs, parallel })),
      coldStartGoal(coldStart),
      startGoal(startToPort),
      ...flow.flatMap(flowGoals),
    ];
    const machine = await describeMachine(ready);
    await mkdir(out, { recursive: true });
    const results = { machine, latencyMs, runs, parallel, pairs, coldStart, startToPort, flow, goals };
    await writeFile(join(out, "bench.json"), `${JSON.stringify(results, undefined, 2)}\n`);
    await writeFile(join(out, "bench.svg"), await draw(results));
    process.stdout.write(`${Object.values(machine).join(", ")}; ${latencyMs} ms latency\n\n`);
    process.stdout.write([lifeTable(pairs), sizeTable(pairs), goalTable(goals)].join("\n"));
    return goals.every(isMet) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The chart of such results, with Terraform's line beside them.
 *
 * @param {{ pairs: readonly import("./bench/goals.mjs").Pair[], latencyMs: number }} results
 */
export async function draw({ pairs, latencyMs }) {
  const terraform = JSON.parse(await readFile(join(root, "docs", "bench-terraform.json"), "utf8"));
  return await chart(pairs, { latencyMs }, terraform);
}

/** @param {PlaceFor} placeFor @param {Ready} ready @param {BenchOptions} options */
async function measureLives(placeFor, ready, { hosts, sizes, runs, latencyMs }) {
  return await withCloud(ready, { latencyMs }, async (cloud) => {
    const place = await placeFor(cloud.url);
    const pairs = [];
    for (const [host, size] of hosts.flatMap((host) =>
      sizes.map((size) => /** @type {const} */ ([host, size])),
    )) {
      /** @type {Record<import("./bench/stack.mjs").Subject, import("./bench/life.mjs").Life[]>} */
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
    return pairs;
  });
}

/** @param {PlaceFor} placeFor @param {Ready} ready @param {BenchOptions} options */
async function measureFlows(placeFor, ready, { hosts, flow: size, latencyMs }) {
  const runs = [];
  for (const host of size === 0 ? [] : hosts) {
    const measure = () =>
      withCloud(ready, { latencyMs, queriesPerSecond }, async (cloud) => {
        const place = await placeFor(cloud.url);
        const floor = await liveShortly(place, cloud, { host, subject: "floor", size });
        const life = await liveShortly(place, cloud, { host, subject: "alicloud", size });
        return { host, size, ...life, floor };
      });
    runs.push(await step(`${host}, ${size}: up and destroy under flow control`, measure));
  }
  return runs;
}

/** @param {Ready} ready */
async function describeMachine({ pulumi, nodeVersion, env }) {
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: nodeVersion,
    pulumi: await runToEnd(pulumi, ["version"], { env }),
  };
}
