// The benchmark's command line.
import { parseArgs } from "node:util";
import { SetupError } from "../setup/progress.mjs";

/** @typedef {"dynamic" | "plugin"} HostName */

export const help = `npm run bench [-- OPTIONS]

Measures this provider against the floor: as many trivial resources with a secret of the same size, on the same host, in the same
run. It uses a temporary folder and the emulator, which returns keys that it generated beforehand. Prints a table with ratios on
stdout and writes bench.json and bench.svg. docs/performance.md describes what is measured, and how.

  --sizes 1,100,500   key pairs in the stack
  --hosts dynamic,plugin
  --latency-ms 80     how long every call to the emulator takes
  --runs 3            how many times to measure everything; the median is used
  --flow 200          key pairs in the throttled run, at 10 calls a second; 0 skips it
  --out .             the folder for bench.json and bench.svg
  --redraw            draw bench.svg again from the existing bench.json, without measuring

With the defaults, this takes about half an hour. Run nothing else on the machine during that time.
`;

/** @typedef {ReturnType<typeof readOptions>} BenchOptions */

/** @param {string[]} args */
export function readOptions(args) {
  const text = (/** @type {string} */ value) => ({ type: /** @type {const} */ ("string"), default: value });
  const { values } = parseArgs({
    args,
    options: {
      sizes: text("1,100,500"),
      hosts: text("dynamic,plugin"),
      "latency-ms": text("80"),
      runs: text("3"),
      flow: text("200"),
      out: text("."),
      redraw: { type: "boolean", default: false },
    },
  });
  return {
    sizes: values.sizes.split(",").map((size) => wholeNumber("sizes", size, 1)),
    hosts: values.hosts.split(",").map(hostName),
    latencyMs: wholeNumber("latency-ms", values["latency-ms"], 0),
    runs: wholeNumber("runs", values.runs, 1),
    flow: wholeNumber("flow", values.flow, 0),
    out: values.out,
    redraw: values.redraw,
  };
}

/** @param {string} option @param {string} text @param {number} least */
function wholeNumber(option, text, least) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && text.trim() !== "") return number;
  throw new SetupError(`--${option}: \`${text}\` is not a whole number of at least ${least}. See --help.`);
}

/** @param {string} text @returns {HostName} */
function hostName(text) {
  if (text === "dynamic" || text === "plugin") return text;
  throw new SetupError(`--hosts: \`${text}\` is neither dynamic nor plugin. See --help.`);
}
