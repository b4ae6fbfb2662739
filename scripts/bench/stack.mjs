// A stack that is measured: N key pairs, or N of the floor's resources, in the same language on the same host.
import { Buffer } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../setup/child.mjs";

/**
 * @typedef {import("./options.mjs").HostName} HostName
 * @typedef {"alicloud" | "floor"} Subject what is measured, and what it is compared with
 * @typedef {{ folder: string, pulumi: string, env: NodeJS.ProcessEnv }} Place where stacks are created; the folder's
 *   `node_modules` has both subjects' packages
 * @typedef {{ bytes: number, ciphertexts: number }} StateSize `bytes` of compact JSON of `stack export`, without what is encrypted;
 *   `ciphertexts` is the number of encrypted values
 * @typedef {object} Stack
 * @property {string} folder
 * @property {(args: readonly string[]) => Promise<number>} timed runs the engine; returns the seconds
 * @property {() => Promise<StateSize>} state
 * @property {() => Promise<void>} remove with its folder
 */

const imports = {
  dynamic: {
    alicloud: 'const { KeyPair } = require("pulumi-alicloud-keypair");',
    floor: 'const { DynamicFloor: KeyPair } = require("floor");',
  },
  plugin: {
    alicloud: 'const { KeyPair } = require("pulumi-alicloud-keypair/native");',
    floor: 'const { PluginFloor: KeyPair } = require("floor");',
  },
};

const plugins = {
  alicloud: "{ name: alicloud-keypair, path: ../node_modules/pulumi-alicloud-keypair }",
  floor: "{ name: floor, path: ../node_modules/floor }",
};

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
 * The files, by name, of a project that creates `size` resources.
 *
 * @param {HostName} host
 * @param {Subject} subject
 * @param {number} size
 * @returns {Record<string, string>}
 */
function projectFiles(host, subject, size) {
  // As long for both subjects, because state repeats the project's name in every URN.
  const name = `${host}-${subject}`.padEnd("dynamic-alicloud".length, "-x");
  const plugin = host === "plugin" ? `plugins: { providers: [${plugins[subject]}] }\n` : "";
  return {
    "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n${plugin}`,
    "index.js": `${imports[host][subject]}
for (let n = 0; n < ${size}; n += 1) new KeyPair(\`pair-\${String(n).padStart(4, "0")}\`);
`,
  };
}

/** @param {unknown} deployment @returns {StateSize} */
function stateSize(deployment) {
  let ciphertexts = 0;
  const text = JSON.stringify(deployment, (key, value) => {
    if (key !== "ciphertext") return value;
    ciphertexts += 1;
    return "";
  });
  return { bytes: Buffer.byteLength(text), ciphertexts };
}
