// The benchmark's command line.
import { parseArgs } from "node:util";
import { SetupError } from "../setup/progress.mjs";

/** @typedef {"dynamic" | "plugin"} HostName */

export const help = `npm run bench [-- OPTIONS]

Measures this provider against the floor: as many trivial resources with a secret of the same size, on the same host, in the same
run. Everything happens in a temporary folder, against the emulator, which returns keys that it generated beforehand. Prints a
table with ratios on stdout and writes bench.json and bench.svg. What is measured, and how: docs/performance.md.

  --sizes 1,100,500   key pairs in the stack
  --hosts dynamic,plugin
  --latency-ms 80     the time that every call to the emulator takes
  --runs 3            how often everything is measured; the median counts
  --flow 200          key pairs in the run under flow control, 10 queries a second; 0 leaves it out
  --out .             the folder for bench.json and bench.svg
  --redraw            measures nothing: draws bench.svg again from the bench.json that is there

With the defaults it takes about half an hour; nothing else should run on the machine in that time.
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
