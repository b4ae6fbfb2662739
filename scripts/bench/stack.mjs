// A stack that is measured: what the engine does with it, how long that takes, and how large its state is.
import { Buffer } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../setup/child.mjs";
import { projectFiles } from "./programs.mjs";

/** @typedef {import("./programs.mjs").Subject} Subject */
/** @typedef {import("./options.mjs").HostName} HostName */

/**
 * @typedef {object} Place where stacks are made
 * @property {string} folder its `node_modules` has both subjects' packages
 * @property {string} pulumi
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @typedef {object} Stack
 * @property {string} folder
 * @property {(args: readonly string[]) => Promise<number>} timed runs the engine; answers the seconds
 * @property {() => Promise<StateSize>} state
 * @property {() => Promise<void>} remove with its folder
 */

/**
 * @typedef {object} StateSize
 * @property {number} bytes compact JSON of `stack export`, without what is encrypted
 * @property {number} ciphertexts how many encrypted values it has
 */

/**
 * @param {Place} place
 * @param {{ host: HostName, subject: Subject, size: number }} what
 * @returns {Promise<Stack>}
 */
export async function openStack({ folder, pulumi, env }, { host, subject, size }) {
  const cwd = await mkdtemp(join(folder, `${host}-${subject}-`));
  for (const [name, text] of Object.entries(projectFiles(host, subject, size))) {
    await writeFile(join(cwd, name), text);
  }
  const engine = (/** @type {readonly string[]} */ args) =>
    run(pulumi, [...args, "--non-interactive"], { cwd, env });
  await engine(["stack", "init", "bench"]);
  return {
    folder: cwd,
    async timed(args) {
      const startedAtMs = performance.now();
      await engine([...args, "--stack", "bench"]);
      return (performance.now() - startedAtMs) / 1_000;
    },
    async state() {
      return stateSize(JSON.parse(await engine(["stack", "export"])));
    },
    async remove() {
      await engine(["stack", "rm", "bench", "--yes"]);
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

/**
 * @param {unknown} deployment
 * @returns {StateSize}
 */
function stateSize(deployment) {
  let ciphertexts = 0;
  const text = JSON.stringify(deployment, (key, value) => {
    if (key !== "ciphertext") return value;
    ciphertexts += 1;
    return "";
  });
  return { bytes: Buffer.byteLength(text), ciphertexts };
}
