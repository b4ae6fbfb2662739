// What the benchmark's command line says.
import { parseArgs } from "node:util";
import { SetupError } from "../setup/progress.mjs";

/** @typedef {"dynamic" | "plugin"} HostName */

/**
 * @typedef {object} BenchOptions
 * @property {readonly number[]} sizes how many key pairs a stack has
 * @property {readonly HostName[]} hosts
 * @property {number} latencyMs the emulator's, for every call
 * @property {number} runs of which the middle one counts
 * @property {number} flow how many key pairs the run under flow control has; 0 leaves it out
 * @property {string} out the folder for the results
 */

export const help = `npm run bench [-- OPTIONS]

Measures this provider beside the floor: as many trivial resources with a secret of the same size, on the same host, in the same run.
Everything happens in a temporary folder, against the emulator, which hands out keys that it has made beforehand. Prints a
table with ratios on stdout and writes bench.json and bench.svg. What is measured, and how: docs/performance.md.

  --sizes 1,100,500   key pairs in the stack
  --hosts dynamic,plugin
  --latency-ms 80     what every call to the emulator takes
  --runs 3            how often everything is done; the middle figure of each counts
  --flow 200          key pairs in the run under flow control, 10 queries a second; 0 leaves it out
  --out .             the folder for bench.json and bench.svg

With the defaults it takes about half an hour; nothing else should run on the machine meanwhile.
`;

/**
 * @param {string[]} args
 * @returns {BenchOptions}
 */
export function readOptions(args) {
  const { sizes, hosts, out, ...numbers } = parsed(args);
  return {
    sizes: sizes.split(",").map((text) => wholeNumber("sizes", text, 1)),
    hosts: hosts.split(",").map(hostName),
    latencyMs: wholeNumber("latency-ms", numbers["latency-ms"], 0),
    runs: wholeNumber("runs", numbers.runs, 1),
    flow: wholeNumber("flow", numbers.flow, 0),
    out,
  };
}

/** @param {string[]} args */
function parsed(args) {
  const text = (/** @type {string} */ value) => ({ type: /** @type {const} */ ("string"), default: value });
  try {
    const { values } = parseArgs({
      args,
      options: {
        sizes: text("1,100,500"),
        hosts: text("dynamic,plugin"),
        "latency-ms": text("80"),
        runs: text("3"),
        flow: text("200"),
        out: text("."),
      },
    });
    return values;
  } catch (cause) {
    throw new SetupError(`${cause instanceof Error ? cause.message : String(cause)} See --help.`, { cause });
  }
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} least
 */
function wholeNumber(option, text, least) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && text.trim() !== "") return number;
  throw new SetupError(`--${option}: \`${text}\` is no whole number of at least ${least}. See --help.`);
}

/**
 * @param {string} text
 * @returns {HostName}
 */
function hostName(text) {
  if (text === "dynamic" || text === "plugin") return text;
  throw new SetupError(`--hosts: \`${text}\` is neither dynamic nor plugin. See --help.`);
}
