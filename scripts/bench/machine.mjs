// The machine that the figures are from.
import { arch, cpus, platform, release, totalmem } from "node:os";
import { run } from "../setup/child.mjs";

/**
 * @typedef {object} Machine
 * @property {string} system
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryGib
 * @property {string} node
 * @property {string} pulumi
 */

/**
 * @param {import("../setup/ready.mjs").Ready & { pulumi: string }} ready
 * @returns {Promise<Machine>}
 */
export async function describeMachine({ pulumi, nodeVersion, env }) {
  const [first] = cpus();
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: nodeVersion,
    pulumi: (await run(pulumi, ["version"], { env })).trim(),
  };
}
