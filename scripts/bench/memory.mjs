// What the provider's process holds in memory, as `ps` tells it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How each host's process is called: the dynamic host's serves both subjects, the plugins have their own. */
const programs = {
  dynamic: /[\\/]dynamic-provider[\\/]/,
  plugin: /[\\/]pulumi-resource-(alicloud-keypair|floor)\b/,
};

/**
 * Looks again and again until asked.
 *
 * @param {import("./options.mjs").HostName} host
 * @returns {{ most: () => number }} `most` ends the watch and answers in bytes; 0 where nothing was seen
 */
export function watchMemory(host) {
  let most = 0;
  const timer = setInterval(() => {
    void residentBytes(programs[host]).then((bytes) => {
      most = Math.max(most, bytes);
    });
  }, 100);
  return {
    most() {
      clearInterval(timer);
      return most;
    },
  };
}

/** @param {RegExp} program */
async function residentBytes(program) {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "rss=,args="]);
  const sizes = stdout
    .split("\n")
    .filter((line) => program.test(line))
    .map((line) => Number.parseInt(line, 10) * 1_024);
  return Math.max(0, ...sizes);
}
